// How a command is written for cmd.exe. The line itself can be tried on Windows only; what it must be is written down here.
import { expect, test } from 'vitest'
import { cmdLine } from '../../src/runner/cmd-line.ts'

test.each([
  [['npm', 'run', 'dev'], 'npm run dev'],
  [['npx', 'next', 'dev', '-p', '3000'], 'npx next dev -p 3000'],
  [['C:\\Program Files\\nodejs\\node.exe', 'server.js'], '"C:\\Program Files\\nodejs\\node.exe" server.js'],
  [['node', 'C:\\Users\\alice\\shop\\'], 'node C:\\Users\\alice\\shop\\'],
  [['node', 'C:\\my shop\\'], 'node "C:\\my shop\\\\"'],
  [['node', '-e', 'console.log("a & b")'], 'node -e "console.log(""a & b"")"'],
  [['node', '-e', '"\\"'], 'node -e """\\\\"""'],
  [['echo', 'a&b', 'c|d', '>e', ''], 'echo "a&b" "c|d" ">e" ""'],
  [['echo', '%PATH%'], 'echo ""^%"PATH"^%""'],
])('%j', (command, line) => {
  expect(cmdLine(command)).toBe(line)
})
