package handlers

import (
	"cmp"
	"maps"
	"net/netip"
	"strconv"
	"strings"

	"roster/activity"
	"roster/apiclient"
	"roster/views"
	"roster/views/paths"
)

// happenings turns items of the timeline into words. Logto's log has ids alone: names are
// those that other items of the same answer tell, so that none costs a call.
type happenings struct {
	names        map[string]string // of people, by id
	applications map[string]string
	groups       map[string]string // of roles and organizations
}

// happened are items in words. applications are names that are known beside them.
func happened(items []activity.Item, applications map[string]string) []views.Happening {
	h := named(items, applications)
	list := make([]views.Happening, len(items))
	for i, item := range items {
		list[i] = h.of(item)
	}
	return list
}

// named collects what items tell about who is who.
func named(items []activity.Item, applications map[string]string) happenings {
	h := happenings{map[string]string{}, map[string]string{}, map[string]string{}}
	maps.Copy(h.applications, applications)
	for _, item := range items {
		switch {
		case item.Webhook != nil:
			h.learn(item.Webhook)
		case item.Act != nil && item.Act.ActorName != "":
			h.names[item.Act.ActorID] = item.Act.ActorName
		}
	}
	return h
}

// learn keeps the first name of each: items begin with the newest.
func (h happenings) learn(w *apiclient.Webhook) {
	keep := func(to map[string]string, id, name string) {
		if id != "" && name != "" && to[id] == "" {
			to[id] = name
		}
	}
	if w.Application != nil {
		keep(h.applications, w.Application.ID, w.Application.Name)
	}
	person := func(u *apiclient.User) {
		if u != nil {
			keep(h.names, u.ID, nameOf(*u))
		}
	}
	switch d := w.Detail.(type) {
	case *apiclient.InteractionDetail:
		person(d.User)
	case *apiclient.UserDetail:
		person(d.User)
	case *apiclient.RoleDetail:
		keep(h.groups, d.Role.ID, d.Role.Name)
	case *apiclient.OrganizationDetail:
		keep(h.groups, d.Organization.ID, d.Organization.Name)
	case *apiclient.OrganizationRoleDetail:
		keep(h.groups, d.Role.ID, d.Role.Name)
	}
}

func (h happenings) of(item activity.Item) views.Happening {
	switch {
	case item.Event != nil:
		return h.event(item)
	case item.Log != nil:
		return h.entry(*item.Log)
	}
	return h.act(*item.Act)
}

// person is somebody by id; "" is nobody.
func (h happenings) person(id string) views.PersonRef {
	return views.PersonRef{ID: id, Name: h.names[id]}
}

func (h happenings) event(item activity.Item) views.Happening {
	e, w := item.Event, item.Webhook
	out := views.Happening{
		ID: "event-" + strconv.FormatInt(e.Seq, 10), At: e.At, Name: e.Name, URL: paths.ActivityEvent(e.Seq),
		Application: cmp.Or(h.applications[w.ApplicationID], w.ApplicationID), IP: addressOf(w.IP),
		Mark: markOf(e.Origin, w.UserAgent), Failed: e.Kind == activity.Security,
	}
	out.Kind, out.Sentence, out.Person = h.told(w)
	if out.Kind == views.HappenedLock {
		out.Failed = false // the sentence and its colour say so
	}
	return out
}

// markOf says how a change came about. The console is an application in a browser; other
// users of the Management API are programs, which name themselves otherwise.
func markOf(o activity.Origin, agent string) views.HappeningMark {
	switch o {
	case activity.Outside:
		if strings.HasPrefix(agent, "Mozilla/") {
			return views.MarkOutsideConsole
		}
		return views.MarkOutsideAPI
	case activity.ByThem:
		return views.MarkByThem
	case activity.Portal:
		return views.MarkPortal
	}
	return ""
}

func (h happenings) entry(e apiclient.LogEntry) views.Happening {
	out := views.Happening{
		ID: "log-" + e.ID, At: e.CreatedAt.Time, Name: e.Key, URL: paths.ActivityEntry(e.ID),
		Application: cmp.Or(h.applications[e.Payload.ApplicationID], e.Payload.ApplicationID), IP: addressOf(e.Payload.IP),
		Person: h.person(e.Payload.UserID), Failed: e.Payload.Result == "Error",
	}
	if given := e.Payload.Submitted; out.Person.ID == "" && given != nil {
		out.Person.Name = given.Identifier.Value
	}
	if out.Failed {
		out.Why = codeWords(logCode(e))
	}
	out.Kind, out.Sentence = logWords(e.Key, out.Failed)
	return out
}

// logCode is Logto's code, "" where there is something else in its place.
func logCode(e apiclient.LogEntry) string {
	code := e.Payload.ErrorCode()
	if len(code) > maxLogCode || !logCodeForm.MatchString(code) {
		return ""
	}
	return code
}

// addressOf is an address of the internet, "" for anything else.
func addressOf(text string) string {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.Zone() != "" {
		return ""
	}
	return ip.Unmap().String() // Logto writes IPv4 as ::ffff:192.0.2.1
}
