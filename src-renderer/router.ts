import { createRouter, createWebHashHistory, type Router, type RouteRecordRaw } from 'vue-router'
import type { IconName } from './components/icons.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Of the window and of the screen's command. */
    title?: string
    /** Its place in the rail; screens without one are reached from others. */
    rail?: { readonly icon: IconName; readonly order: number; readonly isAtEnd?: boolean }
    /** The help page that F1 opens here. */
    help?: string
  }
}

/** A screen a line; it is loaded when it is first opened. */
const screens: RouteRecordRaw[] = [
  {
    path: '/runs',
    name: 'runs',
    component: () => import('./views/RunsView.vue'),
    meta: { title: 'Runs', rail: { icon: 'runs', order: 1 }, help: 'runs' },
  },
  {
    path: '/runs/:id',
    name: 'run',
    component: () => import('./views/RunView.vue'),
    props: true,
    meta: { title: 'Run', help: 'run' },
  },
  {
    path: '/compare',
    name: 'compare',
    component: () => import('./views/CompareView.vue'),
    meta: { title: 'Compare', rail: { icon: 'chart', order: 3 }, help: 'compare' },
  },
]

export function createAppRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'home', redirect: { name: 'runs' } },
      ...screens,
      { path: '/:rest(.*)*', redirect: { name: 'runs' } },
    ],
  })
}
