package emulator

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// WebhookFaults are what goes wrong with deliveries to webhooks. Shares are parts of the deliveries, from 0 to 1, and
// add up to 1 at most; a delivery has one of the faults.
type WebhookFaults struct {
	// Drop never arrives. Logto logs it as failed and does not try again.
	Drop float64
	// Double arrives twice, byte by byte the same.
	Double float64
	// Reorder arrives after a later one; when none follows within By, by itself.
	Reorder float64
	// Delay arrives By later.
	Delay float64
	// By is a second when it is zero.
	By time.Duration
	// Next is what happens to the next delivery, once: "drop", "double", "reorder" or "delay".
	Next string
}

// What can happen to a delivery.
const (
	deliveryDrop    = "drop"
	deliveryDouble  = "double"
	deliveryReorder = "reorder"
	deliveryDelay   = "delay"
)

var deliveryFates = []string{deliveryDrop, deliveryDouble, deliveryReorder, deliveryDelay}

func (f *WebhookFaults) shares() []*float64 {
	return []*float64{&f.Drop, &f.Double, &f.Reorder, &f.Delay}
}

// parseWebhookFaults reads what stands behind "webhook=": "drop:0.2+delay:0.1+by:2s", or "next:drop".
func parseWebhookFaults(text string) (WebhookFaults, error) {
	var f WebhookFaults
	seen := map[string]bool{}
	for part := range strings.SplitSeq(text, "+") {
		name, value, _ := strings.Cut(part, ":")
		if seen[name] {
			return f, fmt.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if err := f.set(name, value); err != nil {
			return f, err
		}
	}
	return f, f.check()
}

func (f *WebhookFaults) set(name, value string) error {
	at := slices.Index(deliveryFates, name)
	switch {
	case at >= 0:
		share, err := strconv.ParseFloat(value, 64)
		if err != nil || !isShare(share) {
			return errors.New("a share is a number from 0 to 1")
		}
		*f.shares()[at] = share
	case name == "by":
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return errors.New(`a duration is a number with a unit, such as "50ms" or "30s"`)
		}
		f.By = d
	case name == "next":
		f.Next = value
	default:
		return errors.New("want drop, double, reorder or delay with a share, by with a duration, or next, for example drop:0.2+next:double")
	}
	return nil
}

func (f WebhookFaults) check() error {
	sum := 0.0
	for _, share := range f.shares() {
		if !isShare(*share) {
			return fmt.Errorf("%v is no share from 0 to 1", *share)
		}
		sum += *share
	}
	switch {
	case sum > 1+1e-9:
		return errors.New("the shares add up to more than 1")
	case f.By < 0:
		return errors.New("a duration is negative")
	case f.Next != "" && !slices.Contains(deliveryFates, f.Next):
		return errors.New("next can be drop, double, reorder or delay")
	}
	return nil
}

// String is a text that parseWebhookFaults reads, "" without a fault.
func (f WebhookFaults) String() string {
	var parts []string
	for i, share := range f.shares() {
		if *share > 0 {
			parts = append(parts, deliveryFates[i]+":"+strconv.FormatFloat(*share, 'f', -1, 64))
		}
	}
	if f.By > 0 {
		parts = append(parts, "by:"+f.By.String())
	}
	if f.Next != "" {
		parts = append(parts, "next:"+f.Next)
	}
	return strings.Join(parts, "+")
}

// fateOfDelivery draws what happens to a delivery, "" for nothing, and how long it may be held up. The faults of requests are drawn elsewhere, so that
// neither sequence depends on the other.
func (t *troublemaker) fateOfDelivery() (fate string, by time.Duration) {
	if t == nil || t.Webhook == (WebhookFaults{}) {
		return "", 0
	}
	by = cmp.Or(t.Webhook.By, time.Second)
	t.mu.Lock()
	defer t.mu.Unlock()
	if next := t.nextDelivery; next != "" {
		t.nextDelivery = ""
		return next, by
	}
	drawn := t.ofHooks.Float64()
	for i, share := range t.Webhook.shares() {
		if drawn < *share {
			return deliveryFates[i], by
		}
		drawn -= *share
	}
	return "", 0
}

// attempts is how often the receiver is called.
func (d *delivery) attempts() int {
	switch d.fate {
	case deliveryDrop:
		return 0
	case deliveryDouble:
		return 2
	}
	return 1
}

// suffer lets pass the time by which a fault holds a delivery up.
func (c *courier) suffer(d *delivery) {
	if d.fate != deliveryReorder && d.fate != deliveryDelay {
		return
	}
	timer := time.NewTimer(d.by)
	defer timer.Stop()
	for {
		turn, overtaken := c.turnOf(d)
		if d.fate == deliveryDelay {
			turn, overtaken = nil, false
		}
		if overtaken {
			return
		}
		select {
		case <-timer.C:
			return
		case <-c.ctx.Done():
			return
		case <-turn:
		}
	}
}

// turnOf tells whether a later delivery is done, and what is closed when that may have changed.
func (c *courier) turnOf(d *delivery) (turn <-chan struct{}, overtaken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.turn, c.ended > d.number
}
