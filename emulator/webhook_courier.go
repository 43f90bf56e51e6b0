package emulator

import (
	"context"
	"net/http"
	"sync"
	"time"
)

const (
	// deliveryTimeout is how long a receiver may take.
	deliveryTimeout = 10 * time.Second
	// deliveriesAtOnce is how many of the deliveries that one request causes are under way together.
	deliveriesAtOnce = 10
)

// delivery is one event on its way to one webhook. It is what it was when the event happened, whatever becomes of the
// webhook meanwhile.
type delivery struct {
	hookID, event string
	config        map[string]any
	signingKey    string
	body          []byte
	number        uint64        // in the order of the events, over all webhooks
	fate          string        // what a fault does to it, "" for nothing
	by            time.Duration // for how long it may hold it up
}

// courier carries deliveries: one attempt each, after the answer to the request that caused them, in no order.
type courier struct {
	tenant  *tenant
	client  *http.Client
	timeout time.Duration
	trouble func() *troublemaker
	ctx     context.Context // ends with Close
	stop    context.CancelFunc
	workers sync.WaitGroup

	mu     sync.Mutex // guards the fields below
	closed bool
	open   int           // deliveries that are not done
	idle   chan struct{} // closed when there are none
	number uint64        // of the newest delivery
	ended  uint64        // the highest number that is done
	turn   chan struct{} // closed, and made anew, when a delivery is done
}

func (s *Server) newCourier(timeout time.Duration) *courier {
	c := &courier{
		tenant: s.tenant, client: s.client, timeout: timeout, trouble: s.trouble.Load,
		idle: make(chan struct{}), turn: make(chan struct{}),
	}
	if c.timeout <= 0 {
		c.timeout = deliveryTimeout
	}
	close(c.idle)
	c.ctx, c.stop = context.WithCancel(context.Background())
	return c
}

// expect counts a delivery from the moment its event happened, before the answer: whoever has the answer can wait for it.
func (c *courier) expect(d *delivery) *delivery {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open == 0 {
		c.idle = make(chan struct{})
	}
	c.open++
	c.number++
	d.number = c.number
	return d
}

// send carries what one request caused.
func (c *courier) send(batch []*delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		for range batch {
			c.oneLess()
		}
		return
	}
	queue := make(chan *delivery, len(batch))
	for _, d := range batch {
		d.fate, d.by = c.trouble().fateOfDelivery()
		queue <- d
	}
	close(queue)
	for range min(len(batch), deliveriesAtOnce) {
		c.workers.Go(func() {
			for d := range queue {
				c.carry(d)
			}
		})
	}
}

// done lets those go on that wait for a later delivery than theirs, and those that wait for all.
func (c *courier) done(d *delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = max(c.ended, d.number)
	close(c.turn)
	c.turn = make(chan struct{})
	c.oneLess()
}

func (c *courier) oneLess() {
	if c.open--; c.open == 0 {
		close(c.idle)
	}
}

// carry makes the one attempt, unless a fault prevents it, and logs what came of it.
func (c *courier) carry(d *delivery) {
	defer c.done(d)
	c.suffer(d)
	var result hookResult
	for range d.attempts() {
		ctx, cancel := context.WithTimeout(c.ctx, c.timeout)
		result = c.transmit(ctx, d.config, d.signingKey, d.body)
		cancel()
	}
	if d.fate == deliveryDrop {
		result = hookResult{name: "TypeError", message: "fetch failed", cause: "ECONNRESET"}
	}
	if c.ctx.Err() == nil {
		c.tenant.logDelivery(d, result)
	}
}

// DeliveriesDone waits until no delivery to a webhook is under way: neither one of a request that was answered by now,
// nor one of those that happen while it waits. It returns the error of ctx when that ends first.
func (s *Server) DeliveriesDone(ctx context.Context) error {
	for {
		s.courier.mu.Lock()
		open, idle := s.courier.open, s.courier.idle
		s.courier.mu.Unlock()
		if open == 0 {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close ends the deliveries to webhooks: those under way are broken off and not logged, and what happens afterwards is
// told to nobody. It returns when none is left. The server goes on answering.
func (s *Server) Close() {
	s.courier.mu.Lock()
	s.courier.closed = true
	s.courier.mu.Unlock()
	s.courier.stop()
	s.courier.workers.Wait()
	s.client.CloseIdleConnections()
}
