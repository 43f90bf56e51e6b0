package views

import (
	"context"
	"strings"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// AreaActivity is what happened in the tenant; TabActivity, to a person.
const (
	AreaActivity Area      = "activity"
	TabActivity  PersonTab = "person.tab.activity"
)

// FragmentTimeline is the region that filters draw anew.
const (
	FragmentTimeline = "timeline"
	timelineItems    = "timeline-items"
)

// The ranges of time that the page offers; RangeOwn is between two days.
const (
	RangeHour  = "1h"
	RangeDay   = "1d"
	RangeWeek  = "7d"
	RangeMonth = "30d"
	RangeOwn   = "custom"
)

// Ranges are those ranges, the shortest first.
func Ranges() []string { return []string{RangeHour, RangeDay, RangeWeek, RangeMonth, RangeOwn} }

// TimelineProps is a part of what happened, in one state of its address.
type TimelineProps struct {
	Query paths.ActivityQuery // Range is one of Ranges
	Items []Happening         // the newest first
	// Older and Newest are addresses, "" where there is no such page; Live is that of the
	// stream, "" where nothing is added by itself.
	Older, Newest, Live string
	// PersonName is who Query.Person is; Find what was typed instead, for which Problem
	// says why there is nobody.
	PersonName, Find string
	Problem          Message
	// OfPerson: it is the page of Query.Person, who is no filter then.
	OfPerson bool
	// SeesTrail offers what was done in the portal as a source.
	SeesTrail bool
	// LogFailure says why Logto's log is missing.
	LogFailure *Failure
}

// Happening is one thing that happened, in words.
type Happening struct {
	ID   string // of its element
	Kind HappeningKind
	At   time.Time
	// Sentence may have {person}, which is Person. It is none for what is not known here:
	// Name, Logto's own word for it, then stands alone.
	Sentence Message
	Person   PersonRef
	Name     string
	// URL is the page with all of it, "" for none.
	URL             string
	Application, IP string
	// By is who did it and About to whom, for what was done in the portal.
	By, About PersonRef
	Mark      HappeningMark
	Failed    bool
	Why       Message // of a failure
}

// PersonRef is somebody: an id with the name where that is known, or, without an id,
// what was typed.
type PersonRef struct{ ID, Name string }

func (p PersonRef) none() bool { return p == PersonRef{} }

func (p PersonRef) name() string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}

// HappeningKind is what it is about.
type HappeningKind string

// The kinds.
const (
	HappenedCreate     HappeningKind = "create"
	HappenedDelete     HappeningKind = "delete"
	HappenedChange     HappeningKind = "change"
	HappenedSuspend    HappeningKind = "suspend"
	HappenedReactivate HappeningKind = "reactivate"
	HappenedSignIn     HappeningKind = "sign-in"
	HappenedPassword   HappeningKind = "password"
	HappenedRole       HappeningKind = "role"
	HappenedGroup      HappeningKind = "group"
	HappenedPermission HappeningKind = "permission"
	HappenedLock       HappeningKind = "lock"
	HappenedMessage    HappeningKind = "message"
	HappenedDevice     HappeningKind = "device"
	HappenedToken      HappeningKind = "token"
	HappenedStep       HappeningKind = "step"
	HappenedPortal     HappeningKind = "portal"
	HappenedUnknown    HappeningKind = "unknown"
)

var happeningIcons = map[HappeningKind]ui.Icon{
	HappenedCreate: ui.IconAdd, HappenedDelete: ui.IconDelete, HappenedChange: ui.IconEdit, HappenedSuspend: ui.IconSuspend,
	HappenedReactivate: ui.IconReactivate, HappenedSignIn: ui.IconSignIn, HappenedPassword: ui.IconPassword, HappenedRole: ui.IconRole,
	HappenedGroup: ui.IconBuilding, HappenedPermission: ui.IconToken, HappenedLock: ui.IconLock, HappenedMessage: ui.IconInvitation,
	HappenedDevice: ui.IconFactor, HappenedToken: ui.IconApplication, HappenedStep: ui.IconPending, HappenedPortal: ui.IconHistory,
	HappenedUnknown: ui.IconMissing,
}

// HappeningMark is who brought a change about, where that is worth a word.
type HappeningMark string

// The marks; the value is the i18n key.
const (
	MarkOutsideAPI     HappeningMark = "timeline.outside-api"
	MarkOutsideConsole HappeningMark = "timeline.outside-console"
	MarkByThem         HappeningMark = "timeline.by-them"
	MarkPortal         HappeningMark = "timeline.by-portal"
)

// ActSentence is what was done in the portal, said of somebody else. It is none for an
// action that no catalogue knows, such as a route that was denied.
func ActSentence(action string) Message {
	if own, ok := strings.CutPrefix(action, "account."); ok {
		if key := "happened.account." + own; i18n.Has(key) {
			return Say(key)
		}
	}
	if key := ActivityKey(action); i18n.Has(key) {
		return Say(key)
	}
	if _, path, ok := strings.Cut(action, " "); ok {
		return Say("activity.route", "path", wildcard.ReplaceAllString(path, "…"))
	}
	return Message{}
}

func (h Happening) tone() ui.Tone {
	switch {
	case h.Failed || h.Kind == HappenedLock:
		return ui.ToneError
	case h.Mark == MarkOutsideAPI || h.Mark == MarkOutsideConsole:
		return ui.ToneWarning
	}
	return ui.ToneNeutral
}

// slot stands in a sentence where the person goes.
const slot = "\u0000"

// sentence is what happened, cut where the person stands; whole is false when they stand
// nowhere in it.
func (h Happening) sentence(ctx context.Context) (before, after string, person bool) {
	if h.Sentence.None() {
		return h.Name, "", false
	}
	args := worded(ctx, h.Sentence.Args)
	for i, arg := range args {
		if text, ok := arg.(string); ok && i%2 == 1 {
			args[i] = isolated(text)
		}
	}
	return strings.Cut(i18n.T(ctx, h.Sentence.Key, append(args, "person", slot)...), slot)
}

// text is the sentence with the person's name, for titles.
func (h Happening) text(ctx context.Context) string {
	before, after, person := h.sentence(ctx)
	if !person {
		return before
	}
	return before + h.who(ctx, before == "") + after
}

// who is the person of the sentence, which they may begin.
func (h Happening) who(ctx context.Context, first bool) string {
	switch {
	case !h.Person.none():
		return h.Person.name()
	case first:
		return i18n.T(ctx, "happened.somebody-first")
	}
	return i18n.T(ctx, "happened.somebody")
}

// HappeningProps is the page of one of them.
type HappeningProps struct {
	Happening
	Facts []HappeningFact
	// Raw is what Logto sent, with secrets masked; "" when it cannot be shown.
	Raw string
}

// HappeningFact is one labelled thing that is known; one of the others is set.
type HappeningFact struct {
	Label  string // an i18n key
	Value  string
	Code   string
	Say    Message
	At     time.Time
	Person PersonRef
}

// UserTimelineProps is what happened to one person.
type UserTimelineProps struct {
	TimelineProps
	// All is the activity page with this person.
	All string
}
