package handlers

import (
	"strings"

	"roster/views"
)

// agentMark is a part of a User-Agent header and what it gives away. The first mark
// that fits wins: browsers name others before themselves, and every system of Apple
// names macOS.
type agentMark struct{ part, name string }

var browserMarks = []agentMark{
	{"Edg/", "Edge"},
	{"EdgA/", "Edge"},
	{"EdgiOS/", "Edge"},
	{"OPR/", "Opera"},
	{"Whale/", "Whale"},
	{"SamsungBrowser/", "Samsung Internet"},
	{"KAKAOTALK", "KakaoTalk"},
	{"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"},
	{"HeadlessChrome/", "Chrome"},
	{"Chrome/", "Chrome"},
	{"Firefox/", "Firefox"},
	{"Safari/", "Safari"},
}

var systemMarks = []agentMark{
	{"Windows", "Windows"},
	{"Android", "Android"},
	{"iPhone", "iOS"},
	{"iPad", "iPadOS"},
	{"CrOS", "ChromeOS"},
	{"Mac OS X", "macOS"},
	{"Linux", "Linux"},
}

// deviceOf is what a browser says of itself, for people: Logto keeps the header as
// it came. It is no proof of anything.
func deviceOf(agent string) (d views.Device, handheld bool) {
	d = views.Device{Browser: marked(agent, browserMarks), System: marked(agent, systemMarks)}
	return d, d.System == "Android" || d.System == "iOS" || d.System == "iPadOS"
}

func marked(agent string, marks []agentMark) string {
	for _, m := range marks {
		if strings.Contains(agent, m.part) {
			return m.name
		}
	}
	return ""
}
