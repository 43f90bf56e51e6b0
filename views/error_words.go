package views

import (
	"cmp"
	"net/http"

	"roster/views/paths"
	"roster/views/ui"
)

// statement is how an error page speaks: i18n keys of title and text.
type statement struct {
	icon        ui.Icon
	tone        ui.Tone
	title, text string
}

var statements = map[int]statement{
	http.StatusBadRequest:            {ui.IconError, ui.ToneWarning, "error.400.title", "error.400.text"},
	http.StatusNotFound:              {ui.IconMissing, ui.ToneNeutral, "error.404.title", "error.404.text"},
	http.StatusMethodNotAllowed:      {ui.IconMissing, ui.ToneNeutral, "error.405.title", "error.405.text"},
	http.StatusConflict:              {ui.IconMerge, ui.ToneWarning, "error.409.title", "error.409.text"},
	http.StatusRequestEntityTooLarge: {ui.IconError, ui.ToneWarning, "error.413.title", "error.413.text"},
	http.StatusTooManyRequests:       {ui.IconAlert, ui.ToneWarning, "error.429.title", "error.429.text"},
	http.StatusInternalServerError:   {ui.IconError, ui.ToneError, "error.500.title", "error.500.text"},
	http.StatusBadGateway:            {ui.IconOffline, ui.ToneWarning, "error.502.title", "error.502.text"},
	http.StatusServiceUnavailable:    {ui.IconOffline, ui.ToneWarning, "error.503.title", "error.503.text"},
	http.StatusGatewayTimeout:        {ui.IconOffline, ui.ToneWarning, "error.504.title", "error.504.text"},
}

var refusals = map[DeniedReason]statement{
	DeniedMissingCapability: {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.missing-capability"},
	DeniedTargetHasMore:     {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.target-has-more"},
	DeniedSelf:              {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.self"},
	DeniedStepUp:            {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.step-up"},
	DeniedLastHolder:        {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.last-holder"},
	DeniedGrantsMore:        {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.grants-more"},
	DeniedNotAuthor:         {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.not-author"},
	DeniedCrossOrigin:       {ui.IconRefused, ui.ToneWarning, "error.403.title", "error.denied.cross-origin"},
}

func errorWords(p ErrorProps) statement {
	if p.Status == http.StatusForbidden {
		if s, ok := refusals[p.Denied]; ok {
			return s
		}
		return refusals[DeniedMissingCapability]
	}
	if s, ok := statements[p.Status]; ok {
		return s
	}
	return statements[http.StatusInternalServerError]
}

func backURL(p ErrorProps) string { return cmp.Or(p.BackURL, paths.Home()) }

func backLabel(p ErrorProps) string {
	if p.BackURL == "" {
		return "error.home"
	}
	return "error.back"
}

// Location is the value of HX-Location after a form in a region was done: it
// draws that region of the page at path anew, with the page's header and its
// toasts. What was typed into the page's other forms stays.
func Location(path, fragment string) string { return ui.Location(path, fragment) }
