"""Airflow: every night at two, after the links are there; a busy folder (exit code 75) is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="orbweb",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=15)},
):
    BashOperator(
        task_id="publish",
        bash_command="orbweb run /etc/orbweb/job.toml --releases /srv/releases --resume --log-format json",
    )
