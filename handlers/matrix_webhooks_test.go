package handlers

import (
	"net/url"
	"strings"
)

// hookMatrix is the part of the matrix about webhooks: for those who may manage them.
var hookMatrix = append([]expectation{
	{"GET /webhooks", ask{path: "/webhooks"}, ok, no, no, no, toSignIn + "%2Fwebhooks"},
	{"GET /webhooks/{id}", ask{path: "/webhooks/h1"}, ok, no, no, no, toSignIn + "%2Fwebhooks%2Fh1"},
	{"GET /webhooks/new", ask{path: "/webhooks/new"}, ok, no, no, no, toSignIn + "%2Fwebhooks%2Fnew"},
	{"POST /webhooks/new", post("/webhooks/new", newHookForm()), "303 /webhooks/h1", no, no, no, toSignIn + "%2Fwebhooks%2Fnew"},
	{"GET /webhooks/register", ask{path: "/webhooks/register"}, ok, no, no, no, toSignIn + "%2Fwebhooks%2Fregister"},
	{"POST /webhooks/register", post("/webhooks/register", url.Values{}), "303 /webhooks", no, no, no, toSignIn + "%2Fwebhooks%2Fregister"},
	{"GET /webhooks/{id}/edit", ask{path: "/webhooks/h1/edit"}, ok, no, no, no, toSignIn + "%2Fwebhooks%2Fh1%2Fedit"},
	{"POST /webhooks/{id}/edit", post("/webhooks/h1/edit", editHookForm()), "303 /webhooks/h1", no, no, no, toSignIn + "%2Fwebhooks%2Fh1%2Fedit"},
}, hookQuestionRows("enable", "disable", "test", "rotate", "delete")...)

func hookQuestionRows(paths ...string) []expectation {
	var rows []expectation
	for _, path := range paths {
		form, to := url.Values{}, "303 /webhooks/h1"
		switch path {
		case "test":
			form.Set("event", "User.Created")
		case "delete":
			to = "303 /webhooks"
		}
		address := "/webhooks/h1/" + path
		signIn := toSignIn + strings.ReplaceAll(address, "/", "%2F")
		rows = append(rows,
			expectation{"GET /webhooks/{id}/" + path, ask{path: address}, ok, no, no, no, signIn},
			expectation{"POST /webhooks/{id}/" + path, post(address, form), to, no, no, no, signIn})
	}
	return rows
}

func newHookForm() url.Values {
	return url.Values{
		"name": {"Billing"}, "url": {"https://billing.example/hook"}, "event.User.Created": {"on"},
		"header.0.name": {"X-Env"}, "header.0.value": {"hush-typed"},
	}
}

// editHookForm is the form of aHook with another name.
func editHookForm() url.Values {
	form := pair(url.Values{}, "name", "Billing", "Invoices")
	form = pair(form, "url", "https://billing.example/hook", "https://billing.example/hook")
	form.Set("base.events", "User.Created Newer.Event")
	form.Set("event.User.Created", "on")
	form.Set("event.Newer.Event", "on")
	form.Set("base.header.0", "Authorization")
	form.Set("header.0.name", "Authorization")
	form.Set("header.0.value", "")
	return form
}
