import { Migration } from '@mikro-orm/migrations';

export class Migration20261122141622 extends Migration {

  override name = 'Migration20261122141622';

  override up(): void | Promise<void> {
    this.addSql(`create index "background_job_whole_run_index" on "background_job" ("type", "created_at") where not dry_run and not jsonb_exists_any(input, array['ids', 'deletedIds', 'mappingIds']);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "background_job_whole_run_index";`);
  }

}
