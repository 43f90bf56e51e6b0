(() => {
  // The activity page adds what happens by itself. htmx's extension, above this in the file that is served, holds
  // the stream and puts the rows in; here they are held back while somebody reads, and said.
  const doc = document
  const on = (type, f) => doc.addEventListener(type, f)
  const feed = () => doc.querySelector('[data-live-feed]')
  const list = f => doc.getElementById(f.dataset.liveFeed)
  const part = (f, name) => f.querySelector(`[data-live-${name}]`)
  const state = (f, is, text) => { f.hidden = false; f.dataset.state = is; part(f, 'state').textContent = text }
  const count = (f, n) => (n === 1 ? f.dataset.one : f.dataset.many).replace('#', n)
  const reading = f => f.dataset.paused || list(f).matches(':hover, :focus-within')
  const settle = (f, all) => {
    const held = [...list(f).children].filter(row => row.hidden)
    const release = held.length && (all || !reading(f))
    if (release) {
      held.forEach(row => { row.hidden = false; row.dataset.fresh = '' })
      doc.querySelector('[data-live-empty]')?.remove()
    }
    const left = release ? 0 : held.length, show = part(f, 'show')
    show.hidden = !left
    show.textContent = left ? count(f, left) : ''
  }

  let known
  on('htmx:sse:before:message', e => { known = new Map([...list(e.target).children].map(row => [row.id, row])) })
  on('htmx:after:swap', e => {
    const f = feed()
    if (!f || e.detail.ctx.sourceElement !== f || !known) return
    const fresh = [...list(f).children].filter(row => known.get(row.id) !== row)
    fresh.filter(row => known.has(row.id)).forEach(row => row.remove())
    const news = fresh.filter(row => row.isConnected)
    news.forEach(row => { row.hidden = true })
    settle(f)
    if (news.length) doc.querySelector('#announcer').textContent = count(f, news.length)
  })

  on('htmx:sse:after:connection', e => state(e.target, 'on', e.target.dataset.on))
  on('htmx:sse:error', e => { if (e.target.dataset.state !== 'over') state(e.target, 'lost', e.target.dataset.lost) })
  on('over', e => state(e.target, 'over', e.detail.data === 'full' ? e.target.dataset.full : e.target.dataset.over))

  on('click', e => {
    const f = feed()
    if (!f) return
    if (e.target.closest('[data-live-show]')) { settle(f, true); list(f).querySelector('.row-link')?.focus() }
    const pause = e.target.closest('[data-live-pause]')
    if (!pause) return
    if (f.dataset.paused) delete f.dataset.paused
    else f.dataset.paused = 1
    pause.textContent = f.dataset.paused ? pause.dataset.resume : pause.dataset.pause
    settle(f, !f.dataset.paused)
  })
  const later = () => setTimeout(() => { const f = feed(); if (f) settle(f) })
  on('pointerout', later)
  on('focusout', later)

  // What is less than an hour old says how old it is now.
  setInterval(() => {
    const f = feed()
    if (f) for (const t of list(f).querySelectorAll('time')) {
      const minutes = Math.floor((Date.now() - new Date(t.dateTime)) / 60000)
      if (minutes > 0 && minutes < 60) t.textContent = f.dataset.minutes.replace('#', minutes)
    }
  }, 30000)
})()
