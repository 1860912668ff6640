using Page.Tests.Connect;
using Xunit.v3;

// Two windows at a time are what a small machine bears.
[assembly: Parallelization(MaxThreads = 2)]
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(PageServer))]
[assembly: AssemblyFixture(typeof(ConnectServer))]
