export { dashboardDocuments } from './documents.ts';
