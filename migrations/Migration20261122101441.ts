import { Migration } from '@mikro-orm/migrations';

export class Migration20261122101441 extends Migration {

  override name = 'Migration20261122101441';

  override up(): void | Promise<void> {
    this.addSql(`create table "dropped_job" ("job_id" int not null, primary key ("job_id"));`);

    this.addSql(`alter table "background_job" add "anonymized_at" timestamptz null;`);
    this.addSql(`create index "background_job_completed_at_index" on "background_job" ("completed_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "dropped_job" cascade;`);

    this.addSql(`drop index "background_job_completed_at_index";`);
    this.addSql(`alter table "background_job" drop column "anonymized_at";`);
  }

}
