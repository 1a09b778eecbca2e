"""Who stands for which vacancy: an exact, stable, explainable matching in integers."""
