package handlers

import (
	"encoding/json"
	"net/http"
	"time"

	"roster/account"
	"roster/apiclient"
	"roster/views"
)

// sentCode is a code under way, as the form that asks for it carries it. The form is
// signed with it; without the person's token the id of a record opens nothing.
type sentCode struct {
	Type string `json:"type"` // apiclient.IdentifierEmail or IdentifierPhone
	To   string `json:"to"`
	ID   string `json:"id"`
	At   int64  `json:"at"`    // Unix ms when it was sent
	End  int64  `json:"until"` // Unix ms
	// Taken says that it was typed back and is used up: what is left to do needs none.
	Taken bool `json:"taken,omitempty"`
}

func (a *app) sentNow(c account.Code) *sentCode {
	return &sentCode{Type: c.To.Type, To: c.To.Value, ID: c.ID.Reveal(), At: a.Now().UnixMilli(), End: c.Until.UnixMilli()}
}

// code is what package account knows it as.
func (c sentCode) code() account.Code {
	return account.Code{
		To:    apiclient.Identifier{Type: c.Type, Value: c.To},
		Proof: account.Proof{ID: apiclient.Secret(c.ID), Until: time.UnixMilli(c.End)},
	}
}

func (c sentCode) again() time.Time { return time.UnixMilli(c.At).Add(codePause) }

// shown is the address as people read it.
func (c sentCode) shown() string {
	if c.Type == apiclient.IdentifierPhone {
		return showPhone(c.To)
	}
	return c.To
}

// codeIn is the code that a form was drawn for.
func codeIn(form map[string]string) (c sentCode, ok bool) {
	kept := form[views.BaseName(views.FieldSent)]
	return c, kept != "" && json.Unmarshal([]byte(kept), &c) == nil
}

// carryCode is what a form carries of a code.
func carryCode(c sentCode) string {
	kept, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return string(kept)
}

// askCode makes the page one that asks for a code under way, or for the last word once
// it was taken.
func (s ownStep) askCode(props *views.OwnStepProps, c sentCode) {
	props.Sent = &views.SentCode{To: c.shown(), Mail: c.Type == apiclient.IdentifierEmail, Again: c.again(), Taken: c.Taken}
	props.Carried[views.FieldSent] = carryCode(c)
	props.Fields, props.Ways = nil, nil
	if !c.Taken {
		props.SetField(views.FieldCode, views.Field{})
	}
}

// goOn asks for the code that was just sent.
func (s ownStep) goOn(w http.ResponseWriter, r *http.Request, c sentCode) error {
	props := s.bare(r)
	s.askCode(&props, c)
	return s.show(w, r, http.StatusOK, props)
}
