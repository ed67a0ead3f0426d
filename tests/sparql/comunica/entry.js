// What the browser in test_sparql_comunica.py runs: Comunica's engine, as its users import it.
import { QueryEngine } from "@comunica/query-sparql";

globalThis.engine = new QueryEngine();
