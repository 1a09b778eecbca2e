"""A vacancy as programs read it: schema.org/JobPosting (version 28), written as JSON-LD.

What an ad does not tell is left out: a search engine shows a guess as if it were a promise.
"""

import json

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from jiedui.catalog.models import Education
from jiedui.vacancies.models import PayPeriod

# Values that schema.org and the large search engines know for credentialCategory.
CREDENTIALS = {
    Education.SENIOR: "high school",
    Education.COLLEGE: "associate degree",
    Education.BACHELOR: "bachelor degree",
}
_SHARP = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_script(told):
    """A block of data for a page: it is never run, and nothing in it can end it early."""
    body = json.dumps(told, ensure_ascii=False).translate(_SHARP)
    # format_html would escape the quotation marks that JSON lives by.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))


def job_posting(vacancy, published, address):
    """The JobPosting of one open vacancy; `published` is the moment it was opened."""
    told = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": _description(vacancy),
        "url": address,
        "identifier": {
            "@type": "PropertyValue",
            "name": vacancy.employer.name,
            "value": vacancy.code,
        },
        "datePosted": published.date().isoformat() if published else None,
        "validThrough": f"{vacancy.valid_until}T23:59:59+08:00" if vacancy.valid_until else None,
        "hiringOrganization": _employer(vacancy.employer),
        "jobLocation": _place(vacancy),
        "totalJobOpenings": vacancy.openings,
        "baseSalary": _salary(vacancy),
        "jobBenefits": "、".join(_benefits(vacancy)),
        "workHours": vacancy.shifts,
        "qualifications": vacancy.conditions,
        "educationRequirements": _education(vacancy),
        "experienceRequirements": _experience(vacancy),
        "occupationalCategory": str(vacancy.occupation) if vacancy.occupation_id else None,
        "directApply": False,
        "inLanguage": "zh-Hans",
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _description(vacancy):
    lines = [vacancy.duties or vacancy.title, vacancy.conditions, vacancy.pay_said]
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _employer(employer):
    told = {"@type": "Organization", "name": employer.name}
    if employer.credit_code:
        told["identifier"] = employer.credit_code
    return told


def _place(vacancy):
    above = vacancy.region.full_name.removesuffix(vacancy.region.name)
    address = {
        "@type": "PostalAddress",
        "addressCountry": "CN",
        "addressRegion": above or vacancy.region.name,
        "addressLocality": vacancy.region.name,
    }
    if vacancy.workplace:
        address["streetAddress"] = vacancy.workplace
    return {"@type": "Place", "address": address}


def _salary(vacancy):
    """Only what the ad itself says by the month or year; our own conversions are no promise."""
    if vacancy.pay_period != PayPeriod.MONTH or vacancy.pay_low is None:
        return None
    value = {"@type": "QuantitativeValue", "unitText": "MONTH", "minValue": vacancy.pay_low}
    if vacancy.pay_high is not None:
        value["maxValue"] = vacancy.pay_high
    return {"@type": "MonetaryAmount", "currency": "CNY", "value": value}


def _benefits(vacancy):
    told = (
        (vacancy.board, "包吃"),
        (vacancy.lodging, "包住"),
        (vacancy.couple_rooms, "有夫妻房"),
        (vacancy.insurance, "缴纳社会保险"),
    )
    return [words for holds, words in told if holds]


def _education(vacancy):
    category = CREDENTIALS.get(vacancy.education)
    if category is None:
        return None
    return {"@type": "EducationalOccupationalCredential", "credentialCategory": category}


def _experience(vacancy):
    if not vacancy.experience:
        return None
    return {
        "@type": "OccupationalExperienceRequirements",
        "monthsOfExperience": vacancy.experience * 12,
    }
