package handlers

import (
	"errors"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
)

// The lines of `roster doctor` that pages name.
const (
	doctorDiscovery   = "discovery"
	doctorToken       = "m2m-token"
	doctorRole        = "m2m-role"
	doctorApplication = "application"
)

// DoctorLines lists the lines of `roster doctor` that pages and the log name.
func DoctorLines() []string {
	return []string{doctorDiscovery, doctorToken, doctorRole, doctorApplication}
}

// doctorLine is the line of `roster doctor` that says more about an error, ""
// when there is none: trouble that passes by itself has no line.
func doctorLine(err error) string {
	if e, ok := errors.AsType[*apiclient.CredentialError](err); ok {
		if e.At == "api" {
			return doctorRole
		}
		return doctorToken
	}
	if e, ok := errors.AsType[*apiclient.Unavailable](err); ok {
		switch e.Kind {
		case apiclient.KindRefused, apiclient.KindMalformed, apiclient.KindRedirect:
			return doctorDiscovery
		}
		return ""
	}
	if e, ok := errors.AsType[*auth.SignInError](err); ok {
		switch {
		case e.Reason == auth.ProviderRefused:
			return doctorApplication
		case e.Reason == auth.Unavailable && !e.Timeout:
			return doctorDiscovery
		}
	}
	return ""
}

// doctorFor is doctorLine for those who can do something about it: whoever may
// assign roles. Others are told nothing of how the portal is set up.
func doctorFor(who access.Actor, err error) string {
	if !who.Capabilities.Has(access.RolesAssign) {
		return ""
	}
	return doctorLine(err)
}
