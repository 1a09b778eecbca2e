"""What all doors share: the design language, paging, refusals on forms."""
