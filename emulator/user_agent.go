package emulator

import (
	"regexp"
	"strings"
)

// agentRule names something that a User-Agent header gives away, with the pattern of its version.
type agentRule struct {
	name    string
	pattern *regexp.Regexp
}

func agentRules(pairs ...string) []agentRule {
	var rules []agentRule
	for i := 0; i < len(pairs); i += 2 {
		rules = append(rules, agentRule{pairs[i], regexp.MustCompile(pairs[i+1])})
	}
	return rules
}

// The first rule that fits wins; browsers that call themselves others as well come first.
var (
	browserRules = agentRules(
		"Edge", `Edg(?:e|A|iOS)?/([\d.]+)`, "Opera", `OPR/([\d.]+)`, "Samsung Internet", `SamsungBrowser/([\d.]+)`,
		"Chrome Headless", `HeadlessChrome/([\d.]+)`, "Mobile Chrome", `Chrome/([\d.]+) Mobile`, "Chrome", `Chrome/([\d.]+)`,
		"Firefox", `Firefox/([\d.]+)`, "Mobile Safari", `Version/([\d.]+) Mobile.*Safari/`, "Safari", `Version/([\d.]+).* Safari/`,
	)
	engineRules = agentRules("Blink", `(?:Headless)?Chrome/([\d.]+)`, "Gecko", `rv:([\d.]+)\) Gecko`, "WebKit", `AppleWebKit/([\d.]+)`)
	systemRules = agentRules(
		"Windows", `Windows NT ([\d.]+)`, "Android", `Android ([\d.]+)`, "iOS", `(?:iPhone|iPad).*? OS ([\d_]+)`,
		"macOS", `Mac OS X ([\d_.]+)`, "Linux", `Linux ?()`,
	)
	processorRules = agentRules("amd64", `x86_64|Win64|WOW64|()amd64`, "arm64", `aarch64|()arm64`)
)

func firstRule(rules []agentRule, agent string) (name, version string) {
	for _, rule := range rules {
		if found := rule.pattern.FindStringSubmatch(agent); found != nil {
			return rule.name, strings.ReplaceAll(found[1], "_", ".")
		}
	}
	return "", ""
}

// parseUserAgent is what the audit log makes of the header: objects that are empty where nothing is known.
func parseUserAgent(agent string) map[string]any {
	named := func(rules []agentRule) map[string]any {
		part := map[string]any{}
		name, version := firstRule(rules, agent)
		if name != "" {
			part["name"] = name
		}
		if version != "" {
			part["version"] = version
		}
		return part
	}
	browser, processor := named(browserRules), map[string]any{}
	if version, has := browser["version"].(string); has {
		browser["major"], _, _ = strings.Cut(version, ".")
	}
	if name, _ := firstRule(processorRules, agent); name != "" {
		processor["architecture"] = name
	}
	device := map[string]any{}
	switch {
	case strings.Contains(agent, "iPhone"):
		device = map[string]any{"type": "mobile", "model": "iPhone", "vendor": "Apple"}
	case strings.Contains(agent, "Android") && strings.Contains(agent, "Mobile"):
		device = map[string]any{"type": "mobile"}
	}
	return map[string]any{
		"ua": agent, "browser": browser, "device": device, "engine": named(engineRules), "os": named(systemRules), "cpu": processor,
	}
}
