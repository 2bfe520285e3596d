import '@fontsource-variable/inter/wght.css'
import './tokens.css'
import './base.css'
import './controls.css'
import './overlays.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { apiKey, connectToHost } from './api.ts'
import App from './App.vue'
import { createAppRouter } from './router.ts'

const router = createAppRouter()
router.afterEach((to) => {
  document.title = `${to.meta.title ?? 'Runs'} · Adversarium`
})

createApp(App).provide(apiKey, connectToHost()).use(createPinia()).use(router).mount('#app')
