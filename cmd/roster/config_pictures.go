package main

import (
	"fmt"
	"iter"
	"net"
	"net/url"
	"regexp"
	"strings"
)

var hostForm = regexp.MustCompile(`^(?:[0-9A-Za-z](?:[0-9A-Za-z._-]*)|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$`)

// checkHosts says what keeps raw from being a list of host or host:port.
func checkHosts(raw string) string {
	for host := range hostList(raw) {
		if !hostForm.MatchString(host) {
			return fmt.Sprintf("has %q, which is no host: write names or addresses, such as files.example.com or 10.0.0.7:9000, separated by commas.", host)
		}
	}
	return ""
}

// hostList are the parts between the commas.
func hostList(raw string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for host := range strings.SplitSeq(raw, ",") {
			if host = strings.TrimSpace(host); host != "" && !yield(host) {
				return
			}
		}
	}
}

// pictureHosts are the places of avatars that may have private addresses: those
// that are set, and Logto's own, where its uploads may be.
func (c *Config) pictureHosts() []string {
	var hosts []string
	for host := range hostList(c.PictureHosts) {
		hosts = append(hosts, host)
	}
	if u, err := url.Parse(c.LogtoEndpoint); err == nil && u.Hostname() != "" {
		port := u.Port()
		if port == "" {
			port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
		}
		hosts = append(hosts, net.JoinHostPort(u.Hostname(), port))
	}
	return hosts
}
