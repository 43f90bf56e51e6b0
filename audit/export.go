package audit

import (
	"context"
	"errors"
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
			list, before, err := l.exported(ctx, f)
			if err != nil {
				yield(Exported{}, err)
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
			if f.Before = before; before == 0 {
				return
			}
		}
	}
}

// exported is one page of Export, and the Filter.Before of the next, 0 when it is the last.
func (l *Log) exported(ctx context.Context, f Filter) (list []Exported, before int64, err error) {
	records, err := l.find(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	if n := len(records); n > 0 && n == f.Limit {
		before = records[n-1].Seq
	}
	opened := l.reader() // no key is kept longer than one page
	add := func(r Record) (Entry, error) {
		e, err := opened.entry(ctx, r)
		list = append(list, Exported{r, e})
		return e, err
	}
	for _, r := range records {
		e, err := add(r)
		if err != nil {
			return nil, 0, err
		}
		if f.Outcome == "" || e.Intent == 0 {
			continue
		}
		begun, err := l.record(ctx, e.Intent)
		if errors.Is(err, ErrNoEntry) {
			continue // it was pruned
		}
		if err != nil {
			return nil, 0, err
		}
		if _, err := add(begun); err != nil {
			return nil, 0, err
		}
	}
	return list, before, nil
}
