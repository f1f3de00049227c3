import { explorer } from "./lib/frame.js";
export default explorer((frame) => () => {});
