-- What wrk posts: the articles that are named, or garbage; and how it tells what came of it.

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

local function json(text)
  local function escape(c)
    return escapes[c] or string.format("\\u%04x", string.byte(c))
  end
  return '"' .. text:gsub('[%c"\\]', escape) .. '"'
end

local garbage = {
  "",
  "{",
  "null",
  "[]",
  '{"text": 1}',
  '{"text": "\\ud800"}',
  '{"text": "\255\254"}',
  '{"text": "x", "published": "no day"}',
  '{"text": "x", "unknown": true}',
  ("["):rep(100000),
  '{"text": ' .. ("9"):rep(100000) .. "}",
  ("\0"):rep(1000),
  ("x"):rep(1000000),
}

local bodies = {}
local at = 0

function init(arguments)
  if arguments[1] == "garbage" then
    bodies = garbage
  else
    for index = 2, #arguments do
      local file = assert(io.open(arguments[index], "rb"))
      bodies[#bodies + 1] = '{"published": "2015-11-16", "text": ' .. json(file:read("*a")) .. "}"
      file:close()
    end
  end
end

local headers = { ["Content-Type"] = "application/json" }

function request()
  at = at % #bodies + 1
  return wrk.format("POST", nil, headers, bodies[at])
end

function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format(
    "load %d %.1f %.1f %.1f %d %d\n",
    summary.requests,
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000,
    latency:percentile(99) / 1000,
    errors.status,
    broken
  ))
end
