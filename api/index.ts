export {
  API_DEFAULTS,
  type ApiConfig,
  type ApiSection,
  ApiSectionSchema,
  readApiConfig,
} from './config.ts';
export { type Api, type ApiOptions, createApi, createOperationApi } from './create-api.ts';
