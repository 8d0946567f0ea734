import { Migration } from '@mikro-orm/migrations';

export class Migration20261122102738 extends Migration {

  override name = 'Migration20261122102738';

  override up(): void | Promise<void> {
    this.addSql(`alter table "job_relation" drop constraint "job_relation_relation_check";`);
    this.addSql(`create unique index "job_relation_plan_applies_once" on "job_relation" ("related_job_id") where relation = 'PLAN_OF';`);
    this.addSql(`alter table "job_relation" add constraint "job_relation_relation_check" check ("relation" in ('RETRY_OF', 'PLAN_OF', 'UNDO_OF'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "job_relation_plan_applies_once";`);
    this.addSql(`alter table "job_relation" drop constraint "job_relation_relation_check";`);
    this.addSql(`alter table "job_relation" add constraint "job_relation_relation_check" check ("relation" in ('RETRY_OF'));`);
  }

}
