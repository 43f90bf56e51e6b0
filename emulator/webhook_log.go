package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
)

// maxHookLogs bounds the log of deliveries; the oldest half is forgotten when it is full.
const maxHookLogs = 20_000

// hookLogTime is how far back the log and the counts go by themselves, in ms.
const hookLogTime = daySeconds * 1000

// hookLog is a row of the log of deliveries. The payload is JSON in the order in which Logto shows it.
type hookLog struct {
	id, key, hookID string
	failed          bool
	payload         json.RawMessage
	createdAt       int64 // ms
}

// logDelivery writes what came of a delivery.
func (t *tenant) logDelivery(d *delivery, result hookResult) {
	key, thrown := "TriggerHook."+d.event, result.thrown()
	payload := members{{"key", key}, {"result", "Success"}}
	if thrown != "" {
		payload = members{{"key", key}, {"result", "Error"}, {"error", thrown}}
	}
	payload = append(payload, member{"hookId", d.hookID})
	if result.status != 0 {
		payload = append(payload, member{"response", result.answered()})
	}
	payload = append(payload, member{"hookRequest", members{{"body", storedOrder(d.body)}}})
	row := &hookLog{id: longID(), key: key, hookID: d.hookID, failed: thrown != "", payload: marshal(payload)}
	t.mu.Lock()
	defer t.mu.Unlock()
	row.createdAt = t.ms()
	if len(t.hookLogs) >= maxHookLogs {
		t.hookLogs = slices.Clone(t.hookLogs[maxHookLogs/2:])
	}
	t.hookLogs = append(t.hookLogs, row)
}

func hookLogView(l *hookLog) map[string]any {
	return map[string]any{"id": l.id, "key": l.key, "payload": l.payload, "createdAt": l.createdAt}
}

// listHookLogs is the log of a webhook's deliveries, newest first; without a bound that of the last day. A hook that
// does not exist has no logs either.
func listHookLogs(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	within, err := r.logWindow()
	if err != nil {
		return response{}, err
	}
	if !within.hasFrom && !within.hasUntil {
		within.from, within.hasFrom = float64(r.tenant.ms()-hookLogTime), true
	}
	key := r.query.get("logKey")
	found, err := filter(newestFirst(r.tenant.hookLogs), func(l *hookLog) (bool, error) {
		return l.hookID == r.param("id") && (key == "" || key == l.key) && within.holds(l.createdAt), nil
	})
	if err != nil {
		return response{}, err
	}
	return listPage(views(pageOf(found, p), hookLogView), p, len(found))
}

// logWindow is a window of time, in ms, both ends inclusive.
type logWindow struct {
	from, until       float64
	hasFrom, hasUntil bool
}

func (r *request) logWindow() (within logWindow, err error) {
	if within.from, within.hasFrom, err = r.logTime("start_time"); err != nil {
		return within, err
	}
	if within.until, within.hasUntil, err = r.logTime("end_time"); err != nil {
		return within, err
	}
	if within.hasFrom && within.hasUntil && within.from > within.until {
		return within, fail(http.StatusBadRequest, "log.invalid_time_window")
	}
	return within, nil
}

func (w logWindow) holds(at int64) bool {
	return (!w.hasFrom || float64(at) >= w.from) && (!w.hasUntil || float64(at) <= w.until)
}

// hookCounts are how many deliveries of a webhook there were within the last day, and how many arrived.
func (t *tenant) hookCounts(hookID string) (arrived, all int) {
	since := t.ms() - hookLogTime
	for _, l := range t.hookLogs {
		if l.hookID != hookID || l.createdAt < since {
			continue
		}
		all++
		if !l.failed {
			arrived++
		}
	}
	return arrived, all
}
