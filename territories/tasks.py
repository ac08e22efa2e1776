"""Tasks: an id in, one operation called."""

from celery import shared_task


@shared_task
def work_on_import(batch_id: int) -> None:
    from territories.imports import jobs

    jobs.work(batch_id)


@shared_task
def sweep_imports() -> None:
    """Every 30 s: start again the imports whose worker died, erase those that are over."""
    from territories.imports import jobs

    jobs.sweep()
