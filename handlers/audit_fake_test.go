package handlers

import (
	"context"
	"fmt"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

// fakeTrail is an audit trail that is made up.
type fakeTrail struct {
	acts     []audit.Act
	next     int64
	masked   bool
	filtered audit.Filter // the last one
	taken    audit.Export
	namesErr error
}

func (f *fakePeople) Trail(ctx context.Context, _ access.Actor, filter audit.Filter, _ ...string) (directory.Trail, error) {
	f.mu.Lock()
	f.filtered = filter
	f.mu.Unlock()
	return f.trail(), f.called(ctx, "Trail")
}

func (f *fakePeople) trail() directory.Trail {
	known := map[string]*apiclient.User{anna.ID: {ID: anna.ID, Name: "Anna"}}
	return directory.Trail{Acts: audit.Acts{List: f.acts, Next: f.next}, People: known, NamesErr: f.namesErr, Masked: f.masked}
}

func (f *fakePeople) TrailAct(ctx context.Context, _ access.Actor, seq int64) (directory.TrailAct, error) {
	if err := f.called(ctx, "TrailAct"); err != nil {
		return directory.TrailAct{}, err
	}
	for _, act := range append(f.acts, audit.Act{Outcome: audit.PhaseDone, Entry: audit.Entry{Seq: 7, Action: access.UserUpdate}}) {
		if act.Seq == seq {
			t := f.trail()
			t.List = []audit.Act{act}
			return directory.TrailAct{Trail: t, Record: audit.Record{Seq: seq, MAC: []byte{1, 2}, Prev: []byte{3}}}, nil
		}
	}
	return directory.TrailAct{}, fmt.Errorf("entry %d: %w", seq, audit.ErrNoEntry)
}

func (f *fakePeople) ExportTrail(ctx context.Context, _ access.Actor, filter audit.Filter, what audit.Export, entries bool, write func(directory.TrailLine) error) error {
	f.mu.Lock()
	f.filtered, f.taken = filter, what
	f.mu.Unlock()
	if err := f.called(ctx, "ExportTrail"); err != nil {
		return err
	}
	for _, act := range f.acts {
		line := directory.TrailLine{Act: act, Masked: f.masked}
		if entries {
			line.Record = &audit.Record{Seq: act.Seq, Action: string(act.Action), MAC: []byte{1}}
		}
		if err := write(line); err != nil {
			return err
		}
	}
	return nil
}

func (f *fakePeople) Erasable(ctx context.Context, _ access.Actor, _ string) error {
	return f.called(ctx, "Erasable")
}

func (f *fakePeople) Erase(ctx context.Context, _ access.Actor, _, _, _ string) error {
	return f.called(ctx, "Erase")
}
