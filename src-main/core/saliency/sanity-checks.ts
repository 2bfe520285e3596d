/** The caveat of methods whose maps hardly depend on what the model has learnt. */
export const failsSanityChecks =
  'Fails sanity checks: its maps hardly change when the weights are randomised (Adebayo et al. 2018, https://arxiv.org/abs/1810.03292).'
