package activity

import (
	"slices"
	"time"
)

// sameSignIn is how far Logto's log and its webhook may be apart about one sign-in.
const sameSignIn = 3 * time.Second

// signIns are those that a webhook told of, which Logto's log has as well. The log gives
// them no session, so that one is known by the person, what they did and when.
type signIns []Item

// add notes what of the items is a sign-in.
func (s *signIns) add(items []Item) {
	for _, i := range items {
		if i.Event != nil && i.Event.Kind == SignIns {
			*s = append(*s, i)
		}
	}
}

// covers tells whether a webhook told what an entry of the log says. Each covers one.
func (s *signIns) covers(i Item) bool {
	if i.Log == nil || i.Log.Payload.Result == "Error" || i.Log.Payload.UserID == "" {
		return false
	}
	at := slices.IndexFunc(*s, func(told Item) bool {
		return i.Log.Key == "Interaction."+told.Webhook.InteractionEvent+".Submit" &&
			slices.Contains(told.Webhook.UserIDs(), i.Log.Payload.UserID) &&
			i.At.Sub(told.At).Abs() <= sameSignIn
	})
	if at < 0 {
		return false
	}
	*s = slices.Delete(*s, at, at+1)
	return true
}

// once leaves out what the log repeats, unless the log is what was asked for.
func (q Query) once(items []Item) []Item {
	if q.Source == FromLog || q.Everything || q.Event != "" {
		return items
	}
	var told signIns
	told.add(items)
	return slices.DeleteFunc(items, told.covers)
}
