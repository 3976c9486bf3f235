-- The stated mix: 80 % verify, 15 % status, 5 % append; the codes, persons and tokens come from the environment.
local person, code = os.getenv("PERSON"), os.getenv("CODE")
local gate, citizen, agency = os.getenv("GATE"), os.getenv("CITIZEN"), os.getenv("AGENCY")
local count = 0
local thread = 0
function setup(t) thread = thread + 1; t:set("number", thread) end
local function post(path, token, body)
  return wrk.format("POST", path, { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }, body)
end
request = function()
  count = count + 1
  local slot = count % 20
  if slot == 0 then
    local at = string.format("2026-01-01T%02d:%02d:%02dZ", count / 3600 % 24, count / 60 % 60, count % 60)
    local body = string.format('{"type":"test","at":"%s","person":"%016x%016x","method":"antigen","result":"negative"}', at, number, count)
    return post("/v1/events", agency, body)
  elseif slot <= 3 then
    return wrk.format("GET", "/v1/persons/" .. person .. "/status", { ["Authorization"] = "Bearer " .. citizen })
  end
  return post("/v1/codes/verify", gate, '{"code":"' .. code .. '"}')
end
done = function(summary, latency)
  io.write(string.format("requests/s %.0f, 99th percentile %.2f ms, errors %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
