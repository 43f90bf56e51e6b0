(() => {
  const doc = document, root = doc.documentElement
  const $ = (s, from = doc) => from.querySelector(s)
  const $$ = (s, from = doc) => [...from.querySelectorAll(s)]
  const on = (type, f) => doc.addEventListener(type, f)
  const say = text => { $('#announcer').textContent = text }
  const cjk = /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]/
  const halfSyllable = /[\u3131-\u318e]$/

  // Search while typing: after 300 ms, from 3 letters on (2 in scripts of syllables).
  let timer
  on('input', e => {
    const form = e.target.closest('[data-live]')
    if (form) {
      clearTimeout(timer)
      const text = e.target.value.trim(), count = $('.list-count')
      if (text && text.length < (cjk.test(text) ? 2 : 3)) { if (count) count.textContent = form.dataset.live }
      else if (!halfSyllable.test(text)) timer = setTimeout(() => form.dispatchEvent(new Event('roster:search')), 300)
    }
    mark(e.target.closest('[data-guard]'))
  })
  on('submit', e => { if (e.target.matches('[data-live]')) clearTimeout(timer) })

  // Unsaved changes: a field differs from the hidden value it was drawn with.
  let leaving
  const lines = s => s.replace(/\r\n?/g, '\n')
  const changed = form => $$('[name^="base."]', form).some(b => {
    const field = form.elements[b.name.slice(5)]
    return field && lines(field.value) !== lines(b.value)
  })
  const mark = form => { if (form) $('[data-changed]', form).hidden = !changed(form) }
  on('submit', e => {
    leaving = e.target.matches('[data-guard]')
    if (e.target.classList.contains('htmx-request')) { e.preventDefault(); e.stopImmediatePropagation() }
  })
  on('htmx:after:request', e => { leaving = !!e.detail.ctx.response?.headers.get('HX-Redirect') })
  window.addEventListener('beforeunload', e => { if (!leaving && $$('[data-guard]').some(changed)) e.preventDefault() })

  on('click', async e => {
    const t = e.target.closest('[data-copy],[data-dismiss],[data-discard]')
    $$('details[data-menu][open]').forEach(d => { if (!d.contains(e.target)) d.open = false })
    if (!t) return
    if (t.matches('[data-discard]')) leaving = true
    if (t.matches('[data-dismiss]')) t.closest('[data-toast]').remove()
    if (t.matches('[data-copy]')) {
      try { await navigator.clipboard.writeText(t.dataset.copy) } catch { return }
      t.classList.add('copied'); say(t.dataset.done)
      setTimeout(() => t.classList.remove('copied'), 1500)
    }
  })

  on('keydown', e => {
    const open = $('details[data-menu][open]')
    if (e.key === 'Escape' && open) { open.open = false; $('summary', open).focus() }
    const typing = e.target.matches('input,textarea,select')
    if (e.key === 'ArrowDown' && e.target.matches('[data-live] *')) { e.preventDefault(); $('[data-row] a')?.focus() }
    if ((e.key === '/' && !typing && !e.ctrlKey && !e.metaKey) || (e.key === 'k' && (e.ctrlKey || e.metaKey))) {
      const box = $('main [data-search]') || $('[data-search]')
      if (box) { e.preventDefault(); box.focus(); box.select() }
    } else if ((e.key === 'j' || e.key === 'k') && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
      const rows = $$('[data-row] a')
      const next = rows.indexOf(doc.activeElement) + (e.key === 'j' ? 1 : -1)
      rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus()
    }
  })

  // What the server drew is in UTC; the hover adds the clock on the wall.
  const dress = from => {
    $$('time[datetime]', from).forEach(t => {
      const local = new Date(t.dateTime).toLocaleString(root.lang, { dateStyle: 'medium', timeStyle: 'short' })
      if (!t.dataset.local) { t.title = local + ' (' + t.title + ')'; t.dataset.local = 1 }
    })
    $$('[data-guard]', from).forEach(mark)
    // The caret goes where the text is wrong; columns count characters.
    $$('[data-line]', from).forEach(t => {
      const rows = t.value.split('\n'), row = t.dataset.line - 1
      if (!(row < rows.length)) return
      const at = rows.slice(0, row).join('\n').length + (row && 1) + [...rows[row]].slice(0, t.dataset.column - 1).join('').length
      t.setSelectionRange(at, at)
      delete t.dataset.line
    })
    $$('[data-toast=success],[data-toast=info]').forEach(t => setTimeout(() => t.matches(':hover,:focus-within') || t.remove(), 10000))
  }

  on('htmx:config:request', ({ detail: { ctx } }) => {
    if (ctx.request.method === 'GET' && ctx.request.body) for (const [k, v] of [...ctx.request.body]) if (!v) ctx.request.body.delete(k)
  })
  // An answer that is not the portal's (a proxy's page) must not land in ours.
  on('htmx:before:swap', e => {
    const { response, text } = e.detail.ctx
    if (response.status >= 500 && !response.headers.get('X-Request-Id') && !text.includes('id="')) { e.preventDefault(); offline() }
  })
  on('htmx:after:swap', e => {
    dress(doc)
    // A body drawn anew brings a live region nobody listens to yet.
    if (e.detail.ctx.target === doc.body) setTimeout(() => say($('#toasts').textContent), 100)
    const news = $$('[data-announce]').map(p => p.textContent).filter(Boolean).pop()
    if (news) say(news)
    if (e.detail.ctx.sourceEvent?.target?.closest?.('.pager')) scrollTo(0, 0)
  })
  const offline = () => $('#toasts').append($('#offline').content.cloneNode(true))
  on('htmx:error', e => { if (e.detail.ctx) offline() })
  dress(doc)
})()
