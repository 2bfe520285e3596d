import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import CompareView from './views/CompareView.vue'
import RunView from './views/RunView.vue'
import RunsView from './views/RunsView.vue'

export function createAppRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'home', redirect: { name: 'runs' } },
      { path: '/runs', name: 'runs', component: RunsView, meta: { title: 'Runs' } },
      { path: '/runs/:id', name: 'run', component: RunView, props: true, meta: { title: 'Run' } },
      { path: '/compare', name: 'compare', component: CompareView, meta: { title: 'Compare' } },
      { path: '/:rest(.*)*', redirect: { name: 'runs' } },
    ],
  })
}
