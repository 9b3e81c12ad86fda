declare module 'portal-files' {
  const files: import('./files.ts').PortalFiles;
  export default files;
}
