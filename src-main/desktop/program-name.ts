/** How the program is called in titles and questions; `app.name` is the package's. */
export const programName = 'Adversarium'
