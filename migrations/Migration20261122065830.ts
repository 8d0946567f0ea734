import { Migration } from '@mikro-orm/migrations';

export class Migration20261122065830 extends Migration {

  override name = 'Migration20261122065830';

  override up(): void | Promise<void> {
    this.addSql(`alter table "match_review" drop column "job_id";`);
  }

  override down(): void | Promise<void> {
    // Of the reviews that are there it is not known any more; no job has the number 0.
    this.addSql(`alter table "match_review" add "job_id" int not null default 0;`);
    this.addSql(`alter table "match_review" alter column "job_id" drop default;`);
  }

}
