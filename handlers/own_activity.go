package handlers

import (
	"encoding/json"

	"roster/apiclient/attribute"
	"roster/audit"
	"roster/views"
	"roster/views/paths"
)

// activityProps is a page of what was done, as the person sees it.
func activityProps(self string, acts audit.Acts, err error, here string) views.ActivityProps {
	if err != nil {
		return views.ActivityProps{RetryURL: here}
	}
	var p views.ActivityProps
	for _, act := range acts.List {
		p.Items = append(p.Items, activityItem(self, act))
	}
	if acts.Next > 0 {
		p.Older = paths.ProfileActivity(acts.Next)
	}
	return p
}

// activityItem shows which fields were changed, and no values: those of an admin's
// change may be of fields that the person does not see. The address that somebody
// else came from is theirs.
func activityItem(self string, act audit.Act) views.ActivityItem {
	i := views.ActivityItem{Action: string(act.Action), At: act.At, Own: act.ActorID == self, Reason: reasonOf(act), Outcome: activityOutcome(act)}
	if i.Own {
		i.IP = act.ActorIP
	} else if i.By = act.ActorName; i.By == "" {
		i.By = act.ActorID
	}
	if act.TargetID != self {
		i.About = act.TargetID
	}
	for _, field := range changedFields(act) {
		i.Fields = append(i.Fields, viewField(field))
	}
	return i
}

// changedFields are those that a person has.
func changedFields(act audit.Act) []attribute.Field {
	var list []attribute.Field
	for _, name := range act.Fields {
		if _, ok := attribute.SpecOf(attribute.Field(name)); ok {
			list = append(list, attribute.Field(name))
		}
	}
	return list
}

// reasonOf is what was typed, "" for nothing or when it cannot be opened any more.
func reasonOf(act audit.Act) string {
	var reason string
	_ = json.Unmarshal(act.Values[views.FieldReason].After, &reason)
	return reason
}

// activityOutcome is how it ended.
func activityOutcome(act audit.Act) views.ActivityOutcome {
	switch act.Outcome {
	case audit.PhaseDenied:
		return views.ActivityDenied
	case audit.PhaseRefused:
		return views.ActivityRefused
	case audit.PhaseFailed:
		if act.Partly {
			return views.ActivityPartly
		}
		return views.ActivityFailed
	case audit.PhaseUnknown:
		switch act.Effect {
		case audit.TookEffect:
			return ""
		case audit.NoEffect:
			return views.ActivityFailed
		}
		return views.ActivityUnknown
	case audit.PhaseIntent:
		return views.ActivityUnknown
	}
	return ""
}
