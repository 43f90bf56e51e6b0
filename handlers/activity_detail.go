package handlers

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"roster/activity"
	"roster/apiclient"
	"roster/views"
)

// event is the page of one webhook event.
func (a activityPages) event(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return errNotFound
	}
	item, err := a.Timeline.Event(r.Context(), actor(r), seq)
	if errors.Is(err, activity.ErrNoEvent) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	h := named([]activity.Item{item}, nil)
	return a.one(w, r, views.HappeningProps{Happening: h.of(item), Facts: h.eventFacts(item)}, item.Event.Body)
}

// entry is the page of one entry of Logto's log.
func (a activityPages) entry(w http.ResponseWriter, r *http.Request) error {
	item, raw, err := a.Timeline.LogEntry(r.Context(), actor(r), r.PathValue("id"))
	if errors.Is(err, activity.ErrNoEvent) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	h := named(nil, nil)
	return a.one(w, r, views.HappeningProps{Happening: h.of(item), Facts: h.entryFacts(*item.Log)}, raw)
}

// one shows an item with what Logto sent. What cannot be masked is not shown.
func (a activityPages) one(w http.ResponseWriter, r *http.Request, props views.HappeningProps, raw json.RawMessage) error {
	masked, err := activity.Mask(raw)
	if err != nil {
		a.Log.WarnContext(r.Context(), "raw data not masked", "error", err)
	}
	props.Raw = string(masked)
	return a.render(w, r, http.StatusOK, views.HappeningPage(a.shell(w, r), props))
}

// facts collects what is known, leaving out what is not.
type facts []views.HappeningFact

func (f *facts) value(label, text string) {
	if text != "" {
		*f = append(*f, views.HappeningFact{Label: label, Value: text})
	}
}

func (f *facts) code(label, text string) {
	if text != "" {
		*f = append(*f, views.HappeningFact{Label: label, Code: text})
	}
}

func (f *facts) add(fact views.HappeningFact) { *f = append(*f, fact) }

func (h happenings) eventFacts(item activity.Item) []views.HappeningFact {
	e, w := item.Event, item.Webhook
	var f facts
	f.code("timeline.fact.event", e.Name)
	f.add(views.HappeningFact{Label: "timeline.fact.at", At: e.At})
	f.add(views.HappeningFact{Label: "timeline.fact.received", At: e.Received})
	if e.BackFilled {
		f.add(views.HappeningFact{Label: "timeline.fact.late", Say: views.Say("timeline.fact.late-text")})
	}
	for _, id := range e.Persons {
		f.add(views.HappeningFact{Label: "timeline.fact.person", Person: h.person(id)})
	}
	if mark := markOf(e.Origin, w.UserAgent); mark != "" {
		f.add(views.HappeningFact{Label: "timeline.fact.origin", Say: views.Say(string(mark))})
	}
	if e.Entry > 0 {
		f.code("timeline.fact.entry", strconv.FormatInt(e.Entry, 10))
	}
	f.value("timeline.fact.application", h.applications[w.ApplicationID])
	if h.applications[w.ApplicationID] == "" {
		f.code("timeline.fact.application", w.ApplicationID)
	}
	f.code("timeline.fact.ip", w.IP)
	f.value("timeline.fact.agent", w.UserAgent)
	if c := w.Call; c != nil {
		f.code("timeline.fact.call", c.Method+" "+c.Path)
		if c.Status > 0 {
			f.code("timeline.fact.status", strconv.Itoa(c.Status))
		}
	}
	f.code("timeline.fact.session", w.SessionID)
	f.code("timeline.fact.hook", e.HookID)
	f.code("timeline.fact.number", strconv.FormatInt(e.Seq, 10))
	return f
}

func (h happenings) entryFacts(e apiclient.LogEntry) []views.HappeningFact {
	var f facts
	f.code("timeline.fact.event", e.Key)
	f.add(views.HappeningFact{Label: "timeline.fact.at", At: e.CreatedAt.Time})
	if e.Payload.Result == "Error" {
		f.add(views.HappeningFact{Label: "timeline.fact.result", Say: views.Say("timeline.result.error")})
		f.add(views.HappeningFact{Label: "timeline.fact.why", Say: codeWords(logCode(e))})
		f.code("timeline.fact.code", logCode(e))
	} else {
		f.add(views.HappeningFact{Label: "timeline.fact.result", Say: views.Say("timeline.result.success")})
	}
	if e.Payload.UserID != "" {
		f.add(views.HappeningFact{Label: "timeline.fact.person", Person: h.person(e.Payload.UserID)})
	}
	if given := e.Payload.Submitted; given != nil {
		f.value("timeline.fact.typed", given.Identifier.Value)
	}
	f.code("timeline.fact.application", cmp.Or(h.applications[e.Payload.ApplicationID], e.Payload.ApplicationID))
	f.code("timeline.fact.ip", e.Payload.IP)
	f.value("timeline.fact.agent", e.Payload.UserAgent)
	f.code("timeline.fact.session", e.Payload.SessionID)
	f.code("timeline.fact.id", e.ID)
	return f
}
