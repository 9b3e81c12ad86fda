export * from './directive.ts';
export * from './gateway.ts';
export * from './grant.ts';
export * from './home.ts';
export * from './identity.ts';
export * from './outcome.ts';
export * from './request.ts';
export * from './service.ts';
