package handlers

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// What keeps a picture from being fetched. They go to the log as they are: none
// of them holds an address, which may name somebody.
var (
	errPictureAddress = errors.New("picture: no http or https address without a user")
	errPicturePrivate = errors.New("picture: the host is not on the public internet, nor in ROSTER_PICTURE_HOSTS")
	errPictureHops    = errors.New("picture: too many redirects")
	errPictureAnswer  = errors.New("picture: not answered with 200")
	errPictureType    = errors.New("picture: neither PNG, JPEG, GIF nor WebP")
	errPictureSize    = errors.New("picture: too large")
	errPictureAway    = errors.New("picture: not answered in time")
	errPictureBusy    = errors.New("picture: too many others are fetched")
)

// checkPictureURL takes http and https with a host and without a user. Logto
// takes any address as an avatar, "javascript:" included.
func checkPictureURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return errPictureAddress
	}
	return nil
}

// special are the blocks that lead somewhere else than to the public internet
// (IANA's registries of special-purpose addresses) and that net/netip has no
// name for. The last is where machines on Azure ask about themselves.
var special = prefixes(
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "168.63.129.16/32",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
)

// globalIPv6 is what is given out of IPv6 so far. Everything beside it is local,
// or hides an IPv4 address (::a.b.c.d, 64:ff9b::a.b.c.d).
var globalIPv6 = netip.MustParsePrefix("2000::/3")

func prefixes(texts ...string) []netip.Prefix {
	list := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		list[i] = netip.MustParsePrefix(text)
	}
	return list
}

// isPublic tells whether ip is on the public internet.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Zone() != "" || ip.Is6() && !globalIPv6.Contains(ip) {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// isReachable tells whether a host that may be private may have this address:
// one of the machine or of a private network, but none of those that clouds
// answer questions about the machine at.
func isReachable(ip netip.Addr) bool {
	ip = ip.Unmap()
	return isPublic(ip) || ip.IsLoopback() || ip.IsPrivate() && ip != metadataIPv6
}

// metadataIPv6 is where machines on AWS ask about themselves; the IPv4 ones are
// link-local.
var metadataIPv6 = netip.MustParseAddr("fd00:ec2::254")

// guard refuses an address just before it is dialled, when names are resolved:
// what a name meant a moment ago, and where a redirect comes from, is no matter.
func guard(allowed func(netip.Addr) bool, address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !allowed(at.Addr()) {
		return errPicturePrivate
	}
	return nil
}

// hostPorts are the places that hosts name, as "host:port" in small letters: a
// host without a port is the one of http and that of https.
func hostPorts(hosts []string) map[string]bool {
	places := map[string]bool{}
	for _, host := range hosts {
		host = strings.ToLower(strings.TrimSpace(host))
		name, port, err := net.SplitHostPort(host)
		switch {
		case host == "":
		case err == nil:
			places[net.JoinHostPort(name, port)] = true
		default:
			for _, port := range []string{"80", "443"} {
				places[net.JoinHostPort(strings.Trim(host, "[]"), port)] = true
			}
		}
	}
	return places
}
