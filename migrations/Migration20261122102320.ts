import { Migration } from '@mikro-orm/migrations';

export class Migration20261122102320 extends Migration {

  override name = 'Migration20261122102320';

  override up(): void | Promise<void> {
    this.addSql(`create table "schedule" ("id" serial primary key, "account_ids" int[] not null, "name" text not null, "cron" text not null, "time_zone" text not null, "enabled" boolean not null, "steps" jsonb not null, "continues_after_errors" boolean not null, "active_since" timestamptz not null, "handled_until" timestamptz not null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now());`);

    this.addSql(`create table "schedule_run" ("id" serial primary key, "schedule_id" int not null, "due_at" timestamptz not null, "started_at" timestamptz null, "completed_at" timestamptz null, "outcome" text not null, "note" text null, "steps" jsonb not null, "step" int not null default 0, "waits_until" timestamptz null);`);
    this.addSql(`create index "schedule_run_schedule_id_id_index" on "schedule_run" ("schedule_id", "id");`);
    this.addSql(`create index "schedule_run_outcome_schedule_id_index" on "schedule_run" ("outcome", "schedule_id");`);
    this.addSql(`alter table "schedule_run" add constraint "schedule_run_schedule_id_due_at_unique" unique ("schedule_id", "due_at");`);

    this.addSql(`create table "schedule_run_job" ("run_id" int not null, "step" int not null, "job_id" int not null, primary key ("run_id", "step"));`);
    this.addSql(`alter table "schedule_run_job" add constraint "schedule_run_job_job_id_unique" unique ("job_id");`);

    this.addSql(`alter table "schedule_run" add constraint "schedule_run_outcome_check" check ("outcome" in ('RUNNING', 'COMPLETED', 'COMPLETED_WITH_ERRORS', 'FAILED', 'CANCELLED', 'SKIPPED', 'MISSED'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "schedule" cascade;`);
    this.addSql(`drop table if exists "schedule_run" cascade;`);
    this.addSql(`drop table if exists "schedule_run_job" cascade;`);
  }

}
