package directory

import (
	"context"
	"fmt"

	"roster/access"
	"roster/audit"
)

// trailPage is how many acts or entries of an export are read at a time.
const trailPage = 500

// TrailLine is one line of an export: an act, or one entry of one: then Record is set.
type TrailLine struct {
	audit.Act
	Record *audit.Record
	// Masked: the actor does not read people, so there are no values.
	Masked bool
}

// ExportTrail gives out what the filter selects of what there is now, the newest first,
// line by line to write: acts, or where entries is set every entry, as it is stored. What
// an act was narrowed by in the filter holds for entries: of an outcome that is selected,
// its intent goes along. That it is done is recorded before the first line, what for, and
// how many lines there were after it; what cannot be recorded is not given out. Needs
// access.AuditExport. Errors are those of the database and of write.
func (d *Directory) ExportTrail(ctx context.Context, actor access.Actor, f audit.Filter, what audit.Export, entries bool, write func(TrailLine) error) error {
	if err := d.permit(ctx, actor, access.AuditExport, access.Target{}); err != nil {
		return err
	}
	head, err := d.audit.Head(ctx)
	if err != nil {
		return fmt.Errorf("directory: read the head of the audit trail: %w", err)
	}
	if f.Before == 0 || f.Before > head.Seq+1 {
		f.Before = head.Seq + 1
	}
	pending, err := d.audit.Intent(ctx, audit.Event{Actor: actor, Action: access.AuditExport, Export: &what})
	if err != nil {
		return fmt.Errorf("directory: nothing is exported, it cannot be recorded: %w", err)
	}
	count := int64(0)
	counted := func(line TrailLine) error {
		if line.Masked = d.masked(actor); line.Masked {
			mask(&line.Entry)
		}
		count++
		return write(line)
	}
	if entries && f.Outcome != audit.PhaseIntent {
		err = d.exportEntries(ctx, f, counted)
	} else {
		err = d.exportActs(ctx, f, entries, counted)
	}
	pending.Count(count)
	if err != nil {
		d.recorded(ctx, pending.Failed(ctx, audit.Failure{Code: "interrupted"}))
		return fmt.Errorf("directory: export the audit trail: %w", err)
	}
	d.recorded(ctx, pending.Done(ctx))
	return nil
}

func (d *Directory) exportActs(ctx context.Context, f audit.Filter, entries bool, write func(TrailLine) error) error {
	for f.Limit = trailPage; ; {
		acts, err := d.audit.Acts(ctx, f)
		if err != nil {
			return err
		}
		for _, act := range acts.List {
			line := TrailLine{Act: act}
			if entries { // intents without an outcome
				_, record, err := d.audit.Act(ctx, act.Seq)
				if err != nil {
					return err
				}
				line.Record = &record
			}
			if err := write(line); err != nil {
				return err
			}
		}
		if f.Before = acts.Next; f.Before == 0 {
			return nil
		}
	}
}

func (d *Directory) exportEntries(ctx context.Context, f audit.Filter, write func(TrailLine) error) error {
	for line, err := range d.audit.Export(ctx, f, trailPage) {
		if err != nil {
			return err
		}
		if err := write(TrailLine{Act: audit.Act{Entry: line.Entry, Outcome: line.Entry.Phase}, Record: &line.Record}); err != nil {
			return err
		}
	}
	return nil
}
