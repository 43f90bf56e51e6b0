package views

import "reflect"

// shareLock takes a reason that all three forms are locked for out of them: it
// is then said once for the page.
func shareLock(p PersonProps) (Message, PersonProps) {
	forms := []*Form{&p.Contact, &p.Profile, &p.CustomData}
	lock := p.Contact.Locked
	for _, f := range forms {
		if f.Editable || f.Failure != nil || !reflect.DeepEqual(f.Locked, lock) {
			return Message{}, p
		}
	}
	for _, f := range forms {
		f.Locked = Message{}
	}
	return lock, p
}
