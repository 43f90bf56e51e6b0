package activity

import (
	"encoding/json"
	"slices"

	"roster/apiclient"
)

// keptWhenErased are the members of a body that tell nothing of a person.
var keptWhenErased = []string{"event", "hookId", "createdAt", "interactionEvent", "method", "matchedRoute", "status", "organizationId", "application", "applicationId"}

// WithoutPerson is the body of an event when a person in it was erased: what is left says
// what kind of thing happened, when, and to which organization. Of an event about several
// people the ids of the others stay.
func WithoutPerson(body []byte, person string) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return []byte("{}")
	}
	kept := map[string]any{}
	for _, name := range keptWhenErased {
		if value, ok := all[name]; ok {
			kept[name] = value
		}
	}
	if w, err := apiclient.ParseWebhook(body); err == nil {
		if d, ok := w.Detail.(*apiclient.MembershipDetail); ok {
			kept["addedUserIds"] = without(d.AddedUserIDs, person)
			kept["removedUserIds"] = without(d.RemovedUserIDs, person)
		}
	}
	kept["erased"] = true
	out, err := json.Marshal(kept)
	if err != nil {
		return []byte("{}")
	}
	return out
}

func without(ids []string, person string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id == person })
}
