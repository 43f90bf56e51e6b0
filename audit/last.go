package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"roster/access"
)

// recent is how many records LastChanges looks through: intents, outcomes and
// denials. What lies further back counts as not known.
const recent = 60

// LastChanges returns, for each of the fields, the newest change of it by this
// action on target that took effect: its intent, opened, at the time of its
// outcome. A field that was not changed, or not lately, is absent.
func (l *Log) LastChanges(ctx context.Context, target string, action access.Action, fields ...string) (map[string]Entry, error) {
	records, err := l.store.About(ctx, clean(target), clean(string(action)), recent)
	if err != nil {
		return nil, fmt.Errorf("audit: read the last changes: %w", err)
	}
	found := map[string]Entry{}
	outcomes := map[int64]outcome{}
	for _, r := range records { // newest first, so an outcome comes before its intent
		var b body
		if err := json.Unmarshal(r.Body, &b); err != nil {
			return nil, fmt.Errorf("audit: entry %d: %w", r.Seq, err)
		}
		if r.Phase != PhaseIntent {
			outcomes[b.Intent] = outcome{r, b}
			continue
		}
		for _, field := range fields {
			if _, newer := found[field]; newer || !slices.Contains(b.Fields, field) || !outcomes[r.Seq].changed(field) {
				continue
			}
			e, err := l.Entry(ctx, r)
			if err != nil {
				return nil, err
			}
			e.At = time.UnixMilli(outcomes[r.Seq].record.At)
			found[field] = e
		}
	}
	return found, nil
}

// MadeBy returns by whom, when and in which entry target was brought into being
// here by this action (Pending.About), as far as that surely took effect. It is
// false when the trail does not say so.
func (l *Log) MadeBy(ctx context.Context, target string, action access.Action) (Entry, bool, error) {
	records, err := l.store.About(ctx, clean(target), clean(string(action)), recent)
	if err != nil {
		return Entry{}, false, fmt.Errorf("audit: read who made a person: %w", err)
	}
	for _, r := range records {
		e, err := l.Entry(ctx, r)
		if err != nil {
			return Entry{}, false, err
		}
		if e.Phase == PhaseDone || e.Effect == TookEffect {
			return e, true, nil
		}
	}
	return Entry{}, false, nil
}

// outcome is how an intent ended; the zero outcome is not known.
type outcome struct {
	record Record
	body   body
}

// changed tells whether the field surely is what it was to become.
func (o outcome) changed(field string) bool {
	return o.record.Phase == PhaseDone || o.body.Effect == TookEffect || slices.Contains(o.body.Done, field)
}
