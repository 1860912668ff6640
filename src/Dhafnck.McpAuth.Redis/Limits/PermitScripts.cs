namespace Dhafnck.McpAuth.Redis.Limits;

/// <summary>
/// The scripts that lend permits, each atomic and by the clock of Redis. A token has one hash: <c>u:{end}</c> is a number of used
/// permits that leave the window at a time, <c>l:{loan}</c> is a loan as <c>{permits}:{closes}:{ends}</c>. Times are in
/// milliseconds. The rules are those of <see cref="Usage.PermitLedger"/>.
/// </summary>
internal static class PermitScripts
{
    /// <summary>Lends permits. Returns their number, the number in use, and the milliseconds until a retry can succeed.</summary>
    public const string Borrow = Shared + """
        local limit, needed, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local lifetime, window, loan = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
        local now = clock()
        local entries = load(now, now + lifetime + window + 60000)
        if ARGV[7] ~= '' then
          give_back(entries, ARGV[7], tonumber(ARGV[8]), now)
        end
        local known = entries['l:' .. loan]
        if known then
          return { known.n, count(entries), 0 }
        end
        local used = count(entries)
        local left = math.max(0, limit - used)
        local permits = math.min(left, math.max(needed, math.min(wanted, math.floor(left / 8))))
        if permits == 0 then
          keep(entries)
          return { 0, used, retry_after(entries, limit, used, now) }
        end
        local closes = now + lifetime
        redis.call('HSET', KEYS[1], 'l:' .. loan, string.format('%.0f:%.0f:%.0f', permits, closes, closes + window))
        entries['l:' .. loan] = { n = permits, closes = closes, ends = closes + window }
        keep(entries)
        return { permits, used + permits, 0 }
        """;

    /// <summary>Records how many permits of a loan were used.</summary>
    public const string Return = Shared + """
        local now = clock()
        local entries = load(now, math.huge)
        give_back(entries, ARGV[1], tonumber(ARGV[2]), now)
        keep(entries)
        return 0
        """;

    /// <summary>Returns the number of permits in use, and the milliseconds until one is available, or -1 if one is now.</summary>
    public const string Read = Shared + """
        local limit, now = tonumber(ARGV[1]), clock()
        local entries = load(now, math.huge)
        local used = count(entries)
        if used < limit then
          return { used, -1 }
        end
        return { used, retry_after(entries, limit, used, now) }
        """;

    private const string Shared = """
        local function clock()
          local time = redis.call('TIME')
          return time[1] * 1000 + math.floor(time[2] / 1000)
        end

        local function load(now, last)
          local entries = {}
          local all = redis.call('HGETALL', KEYS[1])
          for i = 1, #all, 2 do
            local field, value = all[i], all[i + 1]
            local entry
            if string.sub(field, 1, 2) == 'l:' then
              local n, closes, ends = string.match(value, '^(%d+):(%d+):(%d+)$')
              entry = { n = tonumber(n), closes = tonumber(closes), ends = tonumber(ends) }
            else
              entry = { n = tonumber(value), closes = 0, ends = tonumber(string.sub(field, 3)) }
            end
            if entry.ends <= now or entry.ends > last then
              redis.call('HDEL', KEYS[1], field)
            else
              entries[field] = entry
            end
          end
          return entries
        end

        local function count(entries)
          local sum = 0
          for _, entry in pairs(entries) do
            sum = sum + entry.n
          end
          return sum
        end

        local function give_back(entries, loan, used, now)
          local field = 'l:' .. loan
          local entry = entries[field]
          if not entry then
            return
          end
          redis.call('HDEL', KEYS[1], field)
          entries[field] = nil
          used = math.max(0, math.min(used, entry.n))
          if used > 0 then
            local window = entry.ends - entry.closes
            local part = math.max(1, math.floor(window / 360))
            local ends = math.ceil((math.min(entry.closes, now) + window) / part) * part
            field = string.format('u:%.0f', ends)
            entries[field] = { n = redis.call('HINCRBY', KEYS[1], field, used), closes = 0, ends = ends }
          end
        end

        local function retry_after(entries, limit, used, now)
          local list = {}
          for _, entry in pairs(entries) do
            list[#list + 1] = entry
          end
          table.sort(list, function(a, b) return a.ends < b.ends end)
          local at = now
          for _, entry in ipairs(list) do
            used = used - entry.n
            if used < limit then
              at = entry.ends
              break
            end
          end
          for _, entry in ipairs(list) do
            if entry.n > 1 and entry.closes > now and entry.closes < at then
              at = entry.closes
            end
          end
          return at - now
        end

        local function keep(entries)
          local ends = 0
          for _, entry in pairs(entries) do
            ends = math.max(ends, entry.ends)
          end
          if ends > 0 then
            redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
          end
        end


        """;
}
