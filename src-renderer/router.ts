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
    path: '/new',
    name: 'new-run',
    component: () => import('./views/NewRunView.vue'),
    meta: { title: 'New run', rail: { icon: 'newRun', order: 2 }, help: 'new-run' },
  },
  {
    path: '/compare',
    name: 'compare',
    component: () => import('./views/CompareView.vue'),
    meta: { title: 'Compare', rail: { icon: 'chart', order: 3 }, help: 'compare' },
  },
  {
    path: '/misclassified',
    name: 'misclassified',
    component: () => import('./views/MisclassifiedView.vue'),
    meta: { title: 'Misclassified', rail: { icon: 'misclassified', order: 4 }, help: 'misclassified' },
  },
  {
    path: '/misclassified/sheet',
    name: 'sheet',
    component: () => import('./views/SheetView.vue'),
    meta: { title: 'Sheet', help: 'misclassified' },
  },
  {
    path: '/misclassified/file',
    name: 'image-file',
    component: () => import('./views/ImageFileView.vue'),
    meta: { title: 'Image file', help: 'misclassified' },
  },
  {
    path: '/misclassified/:evaluation/:image',
    name: 'misclassified-image',
    component: () => import('./views/MisclassifiedImageView.vue'),
    meta: { title: 'Misclassified', help: 'misclassified' },
  },
  {
    path: '/chen-2020',
    name: 'study-figure',
    component: () => import('./views/StudyFigureView.vue'),
    meta: { title: 'Chen 2020 figure', help: 'misclassified' },
  },
  {
    path: '/goodfellow-2015',
    name: 'linear-figure',
    component: () => import('./views/LinearFigureView.vue'),
    meta: { title: 'Goodfellow 2015 figure', help: 'figures' },
  },
  {
    path: '/goodfellow-2015/maxout',
    name: 'maxout-figure',
    component: () => import('./views/MaxoutFigureView.vue'),
    meta: { title: 'Goodfellow 2015 figure: maxout', help: 'figures' },
  },
  {
    path: '/datasets',
    name: 'datasets',
    component: () => import('./views/DatasetsView.vue'),
    meta: { title: 'Datasets', rail: { icon: 'datasets', order: 5 }, help: 'datasets' },
  },
  {
    path: '/weights',
    name: 'weights',
    component: () => import('./views/WeightsView.vue'),
    meta: { title: 'Weights', rail: { icon: 'weights', order: 6 }, help: 'weights' },
  },
  {
    path: '/views/:id',
    name: 'view',
    component: () => import('./views/SavedViewView.vue'),
    props: true,
    meta: { title: 'View', help: 'views' },
  },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('./views/SettingsView.vue'),
    meta: { title: 'Settings', rail: { icon: 'settings', order: 8, isAtEnd: true }, help: 'settings' },
  },
  {
    path: '/help/:page*',
    name: 'help',
    component: () => import('./views/HelpView.vue'),
    meta: { title: 'Help', rail: { icon: 'help', order: 9, isAtEnd: true }, help: 'first-steps' },
  },
]

export function createAppRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'home', redirect: { name: 'runs' } },
      { path: '/runs/new', redirect: { name: 'new-run' } },
      ...screens,
      { path: '/:rest(.*)*', redirect: { name: 'runs' } },
    ],
  })
}
