import { render } from "preact";
import { startTheme } from "./common/theme";
import { Problem } from "./common/widgets";
import { receive } from "./data/receive";
import { usePlace } from "./data/route";
import { IndexPage } from "./index/IndexPage";
import { TestPage } from "./test/TestPage";

// The data files call this.
Object.assign(globalThis, { qemuReport: { receive } });
startTheme();

function App() {
  const { test, fragment } = usePlace();
  if (test === "") {
    return <Problem>The address names no test. Open index.html.</Problem>;
  }
  return test === null ? <IndexPage fragment={fragment} /> : <TestPage key={test} id={test} fragment={fragment} />;
}

const top = document.getElementById("app");
if (top) {
  render(<App />, top);
}
