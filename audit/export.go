package audit

import (
	"context"
	"iter"
)

// Exported is a record with its entry.
type Exported struct {
	Record Record
	Entry  Entry
}

// Export yields the records that the filter selects, the newest first, reading atOnce of
// them at a time. Where an outcome is asked for, the intent of each comes after it. An
// error is yielded last.
func (l *Log) Export(ctx context.Context, f Filter, atOnce int) iter.Seq2[Exported, error] {
	f.Limit = atOnce
	return func(yield func(Exported, error) bool) {
		for {
			records, err := l.exported(ctx, f)
			if err != nil {
				yield(Exported{}, err)
				return
			}
			for _, r := range records {
				if !yield(r, nil) {
					return
				}
				if r.Record.Phase != PhaseIntent || f.Outcome == "" {
					f.Before = r.Record.Seq
				}
			}
			if len(records) < atOnce {
				return
			}
		}
	}
}

// exported is one page of Export.
func (l *Log) exported(ctx context.Context, f Filter) ([]Exported, error) {
	records, err := l.find(ctx, f)
	if err != nil {
		return nil, err
	}
	opened := l.reader() // no key is kept longer than one page
	var list []Exported
	add := func(r Record) (Entry, error) {
		e, err := opened.entry(ctx, r)
		list = append(list, Exported{r, e})
		return e, err
	}
	for _, r := range records {
		e, err := add(r)
		if err != nil {
			return nil, err
		}
		if f.Outcome == "" || e.Intent == 0 {
			continue
		}
		begun, err := l.record(ctx, e.Intent)
		if err != nil {
			continue // it was pruned
		}
		if _, err := add(begun); err != nil {
			return nil, err
		}
	}
	return list, nil
}
