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
  const enough = text => text.length > (cjk.test(text) ? 1 : 2)
  const search = box => box.form.dispatchEvent(new Event('roster:search'))
  on('input', e => {
    const box = e.target, form = box.closest('[data-live]')
    if (form) {
      clearTimeout(timer)
      const text = box.value.trim(), count = $('.list-count', form.closest('.list-frame') || form)
      if (!enough(text) && (text || box.dataset.suggest === 'typed')) { if (count) count.textContent = form.dataset.live; suggest(box) }
      else if (!halfSyllable.test(text)) {
        if (count?.textContent === form.dataset.live) count.textContent = ''
        timer = setTimeout(search, 300, box)
      }
    }
    mark(box.closest('[data-guard]'))
    judge(box)
  })

  // What is asked of a new password, as far as it can be told here. Logto decides.
  const rules = {
    length: (text, { min, max }) => text.length >= min && text.length <= max,
    types: (text, { min }) => [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter(kind => kind.test(text)).length >= min,
    characters: text => /^[ -~]+$/.test(text),
  }
  const judge = box => $$(`[data-rules="${box.id}"] [data-rule]`).forEach(line => {
    const met = rules[line.dataset.rule](box.value, line.dataset)
    line.classList.toggle('met', met)
    $('[data-met]', line).hidden = !met
  })
  on('submit', e => {
    if (e.target.matches('[data-live]')) clearTimeout(timer)
    const to = $('[data-suggestions]:not([hidden]) [aria-selected=true]', e.target)
    if (to) { e.preventDefault(); to.click() }
  })

  // A box with suggestions is a combobox over the links the server draws below it.
  const panel = box => $('[data-suggestions]', box.form)
  const options = box => $$('[role=option]', panel(box))
  const pick = (box, to) => {
    options(box).forEach(o => { o.ariaSelected = o === to })
    if (to) { box.setAttribute('aria-activedescendant', to.id); to.scrollIntoView({ block: 'nearest' }) }
    else box.removeAttribute('aria-activedescendant')
  }
  const suggest = (box, open = false) => {
    if (!box.dataset.suggest) return
    panel(box).hidden = !open
    box.ariaExpanded = open && !!options(box).length
    pick(box, open && options(box).find(o => o.id === box.getAttribute('aria-activedescendant')))
  }
  on('focusin', e => { if (e.target.dataset.suggest === 'recent' && !e.target.value) search(e.target) })
  on('focusout', e => { const box = $('[data-suggest]', e.target.closest('.search') || e.target); if (box && !box.form.contains(e.relatedTarget)) suggest(box) })
  const choose = e => {
    const box = e.target, list = options(box), at = list.findIndex(o => o.ariaSelected === 'true'), open = !panel(box).hidden
    if (e.isComposing) return
    if (e.key === 'Escape' && open) { e.preventDefault(); suggest(box) }
    else if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault()
      if (!open) { if (list.length) suggest(box, true); else return search(box) }
      const to = at + (e.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1)
      pick(box, list.at(to < list.length ? to : 0))
    }
  }

  // The page that language and theme come back to, once the list has moved on by itself.
  const start = location.href
  on('submit', e => {
    const back = e.target.elements.return
    if (back && location.href !== start) back.value = location.pathname + location.search
  })

  // Unsaved changes: a field differs from the hidden value it was drawn with.
  let leaving
  const lines = s => s.replace(/\r\n?/g, '\n')
  const changed = form => $$('[name^="base."]', form).some(b => {
    const field = form.elements[b.name.slice(5)]
    return field && lines(field.type !== 'checkbox' || field.checked ? field.value : '') !== lines(b.value)
  })
  const mark = form => { if (form) $('[data-changed]', form).hidden = !changed(form) }
  on('submit', e => {
    leaving = e.target.matches('[data-guard]')
    if (e.target.classList.contains('htmx-request')) { e.preventDefault(); e.stopImmediatePropagation() }
  })
  on('htmx:after:request', e => { leaving = !!e.detail.ctx.response?.headers.get('HX-Redirect') })
  window.addEventListener('beforeunload', e => { if (!leaving && $$('[data-guard]').some(changed)) e.preventDefault() })

  on('click', async e => {
    const t = e.target.closest('[data-copy],[data-dismiss],[data-discard],[data-download],[data-print]')
    $$('details[data-menu][open]').forEach(d => { if (!d.contains(e.target)) d.open = false })
    if (!t) return
    if (t.matches('[data-discard]')) leaving = true
    if (t.matches('[data-dismiss]')) t.closest('[data-toast]').remove()
    if (t.matches('[data-print]')) print()
    if (t.matches('[data-download]')) {
      const a = doc.createElement('a')
      a.href = URL.createObjectURL(new Blob([t.value], { type: 'text/plain' }))
      a.download = t.dataset.download
      a.click()
      setTimeout(() => URL.revokeObjectURL(a.href), 1000)
    }
    if (t.matches('[data-copy]')) {
      try { await navigator.clipboard.writeText(t.dataset.copy) } catch { return }
      t.classList.add('copied'); say(t.dataset.done)
      setTimeout(() => t.classList.remove('copied'), 1500)
    }
  })

  on('keydown', e => {
    const open = $('details[data-menu][open]'), t = e.target, down = e.key === 'ArrowDown'
    if (t.dataset.suggest) choose(e)
    if (e.key === 'Escape' && open) { open.open = false; $('summary', open).focus() }
    const typing = t.matches('input,textarea,select')
    if (down || e.key === 'ArrowUp') {
      if (open?.contains(t)) {
        const items = $$('summary,.menu-panel :is(a[href],button,input):not([type=hidden],[tabindex])', open).filter(x => x.checkVisibility())
        e.preventDefault(); items.at((items.indexOf(t) + (down ? 1 : -1)) % items.length)?.focus()
      } else if (down && t.matches('[data-live] :not([data-suggest])')) { e.preventDefault(); $('[data-row] .row-link, main .choices a')?.focus() }
    }
    const ctrl = e.ctrlKey || e.metaKey
    if ((e.key === '/' && !typing && !ctrl) || (e.key === 'k' && ctrl)) {
      const box = !ctrl && $('main [data-search]') || $('[data-search]')
      if (box) { e.preventDefault(); box.focus(); box.select() }
    } else if ((e.key === 'j' || e.key === 'k') && !typing && !ctrl && !e.altKey) {
      const rows = $$('[data-row] .row-link')
      const next = rows.indexOf(doc.activeElement) + (e.key === 'j' ? 1 : -1)
      rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus()
    }
  })

  // What a field offers is fetched when somebody goes to it: a line for each choice, a tab before its explanation.
  const offer = async ({ list }) => {
    const from = list?.dataset.from
    if (!from) return
    delete list.dataset.from
    try {
      const answer = await fetch(from)
      if (!answer.ok) throw answer
      list.append(...(await answer.text()).trim().split('\n').map(line => { const [value, text] = line.split('\t'); return new Option(text ?? value, value) }))
    } catch { list.dataset.from = from }
  }
  on('focusin', e => offer(e.target))

  // What the server drew is in UTC; the hover adds the clock on the wall.
  const dress = from => {
    $$('time[datetime]', from).forEach(t => {
      const local = new Date(t.dateTime).toLocaleString(root.lang, { dateStyle: 'medium', timeStyle: 'short' })
      if (!t.dataset.local) { t.title = local + ' (' + t.title + ')'; t.dataset.local = 1 }
    })
    offer(doc.activeElement || {})
    $$('[data-guard]', from).forEach(mark)
    $$('input[type=password]', from).forEach(judge)
    $$('[data-suggest]', from).forEach(box => {
      box.role = 'combobox'; box.ariaAutoComplete = 'list'; box.ariaExpanded ??= false
      box.setAttribute('aria-controls', box.id + '-options')
    })
    // The caret goes where the text is wrong; columns count characters.
    $$('[data-line]', from).forEach(t => {
      const rows = t.value.split('\n'), row = t.dataset.line - 1
      if (!(row < rows.length)) return
      const at = rows.slice(0, row).join('\n').length + (row && 1) + [...rows[row]].slice(0, t.dataset.column - 1).join('').length
      t.setSelectionRange(at, at)
      delete t.dataset.line
    })
    // Seconds until something can be asked for again.
    $$('[data-wait]', from).forEach(b => {
      const text = b.lastElementChild, then = text.textContent
      let left = +b.dataset.wait
      delete b.dataset.wait
      const tick = () => {
        b.disabled = left > 0
        text.textContent = left > 0 ? b.dataset.waiting.replace('#', left) : then
        if (left-- > 0) setTimeout(tick, 1000)
      }
      tick()
    })
    $$('[data-toast=success],[data-toast=info]').forEach(t => setTimeout(() => t.matches(':hover,:focus-within') || t.remove(), 10000))
  }

  on('htmx:config:request', ({ detail: { ctx } }) => {
    if (ctx.request.method === 'GET' && ctx.request.body) for (const [k, v] of [...ctx.request.body]) if (!v) ctx.request.body.delete(k)
  })
  // What is drawn anew is dimmed until it is there, unless something in it loads by itself.
  on('htmx:before:request', ({ detail: { ctx } }) => { if (!ctx.sourceElement.matches('[data-quiet],[data-menu]')) ctx.target.setAttribute?.('aria-busy', true) })
  on('htmx:finally:request', ({ detail: { ctx } }) => ctx.target.removeAttribute?.('aria-busy'))
  // An answer that is not the portal's (a proxy's page) must not land in ours.
  on('htmx:before:swap', e => {
    const { response, text } = e.detail.ctx
    if (response.status >= 500 && !response.headers.get('X-Request-Id') && !text.includes('id="')) { e.preventDefault(); offline() }
  })
  on('htmx:after:swap', e => {
    dress(doc)
    const box = doc.activeElement
    if (box.dataset.suggest) suggest(box, enough(box.value.trim()) || !box.value && box.dataset.suggest === 'recent')
    // A body drawn anew brings a live region nobody listens to yet.
    if (e.detail.ctx.target === doc.body) setTimeout(() => say($('#toasts').textContent), 100)
    const news = $$('[data-announce]', box.dataset.suggest ? panel(box) : doc).map(p => p.textContent).filter(Boolean).pop()
    if (news) say(news)
    if (e.detail.ctx.sourceEvent?.target?.closest?.('.pager')) scrollTo(0, 0)
  })
  const offline = () => $('#toasts').append($('#offline').content.cloneNode(true))
  on('htmx:error', e => { if (e.detail.ctx) offline() })
  dress(doc)
})()
