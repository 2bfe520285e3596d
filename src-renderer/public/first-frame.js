// Sets theme and density before the first paint; a plain script, because a module would run after it.
;(function () {
  var stored = {}
  try {
    stored = JSON.parse(localStorage.getItem('adversarium.preferences') || '{}')
  } catch {
    // Storage is off or holds something else: the defaults are right.
  }
  var isDark = window.matchMedia('(prefers-color-scheme: dark)').matches
  var theme = stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : isDark ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
  document.documentElement.dataset.density = stored.density === 'comfortable' ? 'comfortable' : 'compact'
})()
